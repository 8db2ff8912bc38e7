"""Every message about rule text and data: one function per code, one module per hundred."""
