"""What tests share: a naive evaluator of programs, and strategies for terms, programs and records."""
