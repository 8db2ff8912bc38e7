"""What became of mutants, by chapter: scores, and the survivors that nobody has explained."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from postloan_rules.analysis.choosing import Choice, chapters_of_facts, decisions_of, facts_of
from postloan_rules.analysis.mutant import Mutant, mutants_of
from postloan_rules.analysis.mutation import Fate, Result, Sample
from postloan_rules.analysis.target import per_cent
from postloan_rules.engine.engine import Engine
from postloan_rules.light import dataclass
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.read_survivors import Survivor, read_survivors
from postloan_rules.text.bilingual import Bilingual

FATES: Mapping[Fate, Bilingual] = {
    Fate.KILLED: Bilingual(zh="被杀死", en="killed"),
    Fate.UNNOTICED: Bilingual(
        zh="有用例结果不同但未被察觉", en="makes a difference that no case expects anything about"
    ),
    Fate.UNREACHED: Bilingual(zh="没有用例结果不同", en="makes no difference in any case"),
    Fate.EQUIVALENT: Bilingual(zh="等价", en="means the same"),
}


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants were made, and what became of them."""

    killed: int
    surviving: int
    explained: int
    equivalent: int

    @property
    def per_cent(self) -> float:
        """How many of a hundred were killed, of those that could have been."""
        return per_cent(self.killed, self.killed + self.surviving)

    def sentence(self) -> Bilingual:
        """Return it in one line."""
        total = self.killed + self.surviving
        return Bilingual(
            zh=f"{self.killed}/{total} 个变异被杀死（{self.per_cent} %），另有 {self.explained} 个已说明、"
            f"{self.equivalent} 个等价",
            en=f"{self.killed} of {total} mutants killed ({self.per_cent} %), beside {self.explained} explained and "
            f"{self.equivalent} equivalent",
        )


def explained_survivors(pack: CheckedPack) -> Mapping[str, Survivor]:
    """Return the survivors that the owner of the pack, or of its overlays, has explained, by mutant."""
    own = [layer for layer in pack.layers if layer.is_overlay] or list(pack.layers[-1:])
    return read_survivors(own, [])


def chosen_mutants(engine: Engine, choice: Choice, sample: Sample) -> Iterator[tuple[str, tuple[Mutant, ...]]]:
    """Yield the mutants of each chapter that are to be tried, in the order of the pack."""
    pack = engine.pack
    by_chapter: dict[str, list[Mutant]] = {each.id: [] for each in pack.chapters}
    for decision in decisions_of(pack, choice):
        by_chapter.setdefault(decision.chapter or "", []).extend(mutants_of(pack, decision))
    homes = chapters_of_facts(engine)
    for fact in facts_of(engine, choice):
        by_chapter.setdefault(homes.get((fact.entity, fact.name), ""), []).extend(mutants_of(pack, fact))
    for chapter, mutants in by_chapter.items():
        if mutants:
            yield chapter, _sampled(mutants, chapter, sample)


def _sampled(mutants: Sequence[Mutant], chapter: str, sample: Sample) -> tuple[Mutant, ...]:
    if sample.size is None or sample.size >= len(mutants):
        return tuple(mutants)
    ranked = sorted(range(len(mutants)), key=lambda place: _rank(mutants[place], chapter, sample.seed))
    return tuple(mutants[place] for place in sorted(ranked[: sample.size]))


def _rank(mutant: Mutant, chapter: str, seed: int) -> str:
    """Return a text by which mutants stand in an order that has nothing to do with them."""
    return sha256(f"{seed} {chapter} {mutant.id}".encode()).hexdigest()


def score_of(results: Sequence[Result], explained: Mapping[str, Survivor]) -> Score:
    """Return what became of the mutants, in numbers."""
    alive = [each for each in results if is_alive(each)]
    told = sum(each.mutant.id in explained for each in alive)
    return Score(
        killed=sum(each.fate is Fate.KILLED for each in results),
        surviving=len(alive) - told,
        explained=told,
        equivalent=sum(each.fate is Fate.EQUIVALENT for each in results),
    )


def is_alive(result: Result) -> bool:
    """Return whether no case noticed the mutant, though one could."""
    return result.fate in (Fate.UNNOTICED, Fate.UNREACHED)
