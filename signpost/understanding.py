"""Reads facts from what a person writes: what the words state, and nothing more.

A fact is taken from phrases of the word lists, then checked: is it denied, is it asked rather than told, did this
person do it or only hear of it. Where two values of a single-valued fact are stated, the fact is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc

from signpost.language import Match, PhraseBook, longest, word_set
from signpost.reading import Mention, grams

MANY = frozenset({"conduct", "characteristic"})
FACTS = MANY | word_set("purpose force role rank_band position pattern who prior_complaint raised wish crime")
# A question asks about these; it does not state them.
_STATED_ONLY = frozenset({"conduct", "characteristic", "pattern", "who", "prior_complaint", "raised"})
_NEGATORS = word_set(
    "not never no nor nobody without isnt wasnt arent werent aint dont doesnt didnt havent hasnt hadnt wont "
    "wouldnt cant cannot couldnt neither nothing none"
)
_NEGATION_ENDS = word_set(". , ; : ! ? ( ) - but because cos so then although though except only just and or its it")
_NEW_THOUGHT = word_set("since because after for by from ever")
_SAYING = word_set("said say saying think thought mean meant")
_NEGATION_REACH = 5
# Where words of these are found only denied, whatever is like them counts for nothing ("it wasn't sexual").
_DENIABLE = frozenset({"conduct.sexual", "conduct.physical", "conduct.intimidation_or_threats", "who.own_line_manager"})
# A person who names the role bare ("Kent, police staff") does so among the first words.
_SOON = 6
_OPENERS = word_set("can could will would should do does did is are am was were may might has have must")
_WH = word_set("what whats who whos how hows when where why which")
_AFTER_WH = _OPENERS | word_set("if happens counts about the long many much to")
_COMMANDS, _LEAD_IN = word_set("define explain list summarise"), word_set("so and but please hi hello ok also")
_ARTICLES = word_set("a an the just only still also actually currently now")
_NOT_SELF = word_set("my our his her their the another told by to not never was is isnt wasnt and or")
_SELF_WORDS = word_set(
    "serving new newly female male gay black asian muslim probationary probationer student trainee acting "
    "temporary experienced part full time young older lesbian white qualified regular paid unpaid agency response "
    "neighbourhood traffic roads custody detective uniformed uniform senior junior former retired trans disabled"
)
_CLAUSE_STARTS = word_set(
    ". , ; : ! ? ( ) - because and but when then that now where after since so if yesterday today while as how "
    "plus cos think feel believe until like what which every whenever basically or"
)
_RECIPIENTS = word_set(
    "to with told tell tells telling asked ask emailed email rang ring approached informed inform "
    "for between behind under like than via through messaged phoned met into contacted contact texted text on in "
    "at as without spoke showed gave give and or know knows"
)
_DEEDS = word_set(
    "keeps kept came comes put puts said says called calls made makes took takes sent sends has is was hit hits "
    "goes went got gets gave gives shouts shouting started starts thinks wont told tells asks tried tries left "
    "laughs stood stands treats refuses uses knows just always constantly never did does doesnt wrote follows "
    "followed grabbed touched groped slapped kissed shouted screamed threatened punched pushed ignored"
)
_NOT_A_VERB = word_set(". , ; : ! ? ( ) and or to about that but with for of")
_STAND_FOR = word_set("it he she that this who one problem person culprit its hes shes thats whos")
_FEAR = word_set("scared afraid frightened terrified sick wary because")
_SEEN = word_set("saw seen see heard overheard watched witnessed caught")
_TELLING = word_set("told tells tell telling")
_HELP = word_set("advice support help")
_BELONGINGS = word_set(
    "mate mates friend friends wife husband partner brother sister son daughter pal boss office desk car team "
    "shift deputy husbands inspector sergeant manager superintendent dog house door"
)
_PEOPLE = word_set(
    "daughter son wife husband partner colleague colleagues friend mate mates team staff pc officer officers "
    "girlfriend boyfriend sister brother mum dad child kids crewmate sergeant inspector"
)
# Without "my" or "the" these name the writer's own manager only where they open a clause and do something.
_BARE_RANKS = word_set("sergeant inspector supervisor skip")


class FactReader:
    """Takes facts from free text.

    Args:
        phrases: fact -> value -> phrases, in the notation of `signpost.language`. Two values are read apart: `not`
            holds phrases that look like the fact and are none, `reaction` (of `who`) what somebody did who was told.
        spelling: how a word is written -> how the phrases write it.
    """

    def __init__(self, phrases: Mapping[str, Mapping[str, Sequence[str]]], spelling: Mapping[str, str]) -> None:
        tables = {f"{fact}.{value}": list(given) for fact, values in phrases.items() for value, given in values.items()}
        self._book = PhraseBook(tables, spelling)

    def read_facts(self, text: str, asked: str | None = None) -> dict[str, list[str]]:
        """Give every fact that the words state; of the fact `asked` on the screen a bare word is enough."""
        facts: dict[str, dict[str, None]] = {}
        for mention in self.mentions(text, asked):
            facts.setdefault(mention.fact, {})[mention.value] = None
        return {fact: list(values) for fact, values in facts.items()}

    def mentions(self, text: str, asked: str | None = None) -> list[Mention]:
        """Give every stated fact with its place in the text; a single-valued fact stated two ways is left out."""
        with self._book.forgetting():
            doc = self._book.read(text)
            return _mentions(doc, self._book.find(doc), asked)

    def read(self, text: str) -> tuple[list[Mention], frozenset[str], frozenset[str]]:
        """Give the mentions of a text, what it denies (`fact.value`), and its runs of words for the classifiers."""
        with self._book.forgetting():
            doc = self._book.read(text)
            matches = self._book.find(doc)
            told = [(match.label, _denied(doc, match)) for match in matches if match.label in _DENIABLE]
            denied = {label for label, no in told if no} - {label for label, no in told if not no}
            runs = grams([token.norm_ for token in doc], matches)
            return _mentions(doc, matches, None), frozenset(denied), runs


def _mentions(doc: Doc, matches: Sequence[Match], asked: str | None) -> list[Mention]:
    by_fact: dict[str, list[Match]] = {}
    for match in matches:
        by_fact.setdefault(match.label.partition(".")[0], []).append(match)
    reactions = {match.start for match in by_fact.get("who", []) if match.label == "who.reaction"}
    kept: dict[str, list[Match]] = {}
    for fact in FACTS & by_fact.keys():
        candidates = longest([m for m in by_fact[fact] if m.label != "who.reaction"], crossing=fact in MANY)
        if fact == "who" and _joined(doc, candidates):
            continue
        kept[fact] = [m for m in candidates if _stated(doc, m, fact, asked, reactions)]
    kept["position"] = kept.get("position", []) + _felt_by_writer(doc, kept.get("conduct", []))
    return [_mention(doc, match) for fact in sorted(kept) for match in _settled(doc, fact, kept[fact], kept, asked)]


def _stated(doc: Doc, match: Match, fact: str, asked: str | None, reactions: set[int]) -> bool:
    # "I am not gay" is said by people who are called it: only the word right before denies a characteristic.
    if match.label.endswith(".not") or _negated(doc, match, 1 if fact == "characteristic" else _NEGATION_REACH):
        return False
    if fact in _STATED_ONLY and fact != asked and _in_question(doc, match):
        return False
    if fact in ("role", "rank_band"):
        return fact == asked or _about_writer(doc, match)
    if fact == "who" and not _possessor(doc, match):
        if doc[match.start].text in _BARE_RANKS:
            return _bare_doer(doc, match, reactions)
        return fact == asked or _relation(doc, match) or _doer(doc, match, reactions)
    return fact != "who"


def _denied(doc: Doc, match: Match) -> bool:
    return _negated(doc, match, _NEGATION_REACH) or (match.label == "who.own_line_manager" and _possessor(doc, match))


def _negated(doc: Doc, match: Match, reach: int) -> bool:
    if doc[match.start].text in _NEW_THOUGHT:
        return False
    for index in range(match.start - 1, max(-1, match.start - 1 - reach), -1):
        word = doc[index].text
        if word in _NEGATORS:
            follower = doc[index + 1].text if index + 1 < match.start else ""
            return follower not in ("only", "just")
        # "Not my sergeant, it was a colleague" starts anew at "it"; "I never said it was my sergeant" does not.
        if word in _NEGATION_ENDS and not (word == "it" and doc[max(index - 1, 0)].text in _SAYING):
            return False
    return False


def _in_question(doc: Doc, match: Match) -> bool:
    words = [token.text for token in doc[match.start].sent]
    while words and words[0] in _LEAD_IN:
        words.pop(0)
    if ("my" in words and "me" in words) or len(words) < 2:
        return False
    return words[0] in _OPENERS | _COMMANDS or (words[0] in _WH and (words[1] in _AFTER_WH or words[0].endswith("s")))


def _about_writer(doc: Doc, match: Match) -> bool:
    first = doc[match.start].text
    if first in ("i", "im", "ive", "my", "we", "as") or (match.start == 0 and first == "on"):
        return True
    after = doc[match.end].text if match.end < len(doc) else ""
    if match.start == 0:
        short = len(doc[0].sent) <= _SOON and not {"my", "me"} & {token.text for token in doc[0].sent}
        return after in ("", "here", ".", ",", "!", ":", "-") or (after in ("in", "at", "with") and short)
    opening = {token.text for token in doc[: match.start]}
    if match.start <= 2 and after in ("", ".", ",") and not opening & _NOT_SELF:
        return True
    if doc[match.start - 1].text in (".", ",", "-") and after in ("", "here", ".", ",", "-") and match.start <= _SOON:
        return True
    index = match.start - 1
    while index >= 0 and doc[index].text in _ARTICLES | _SELF_WORDS:
        index -= 1
    words = [token.text for token in doc[max(0, index - 2) : index + 1]]
    if not words:
        return match.start <= 3 and after in ("", "here", ".", ",", "!")
    if words[-1] == "as":
        return words[-2:-1] == ["work"] or "i" in [token.text for token in doc[match.end : match.end + 3]]
    return words[-1] in ("im", "meant") or words[-2:] in (["i", "am"], ["i", "being"], ["me", "being"])


def _possessor(doc: Doc, match: Match) -> bool:
    """Tell "my sergeant's mate" from "my sergeant's been at me"."""
    if match.end >= len(doc):
        return False
    after = doc[match.end].text
    if after == "'s":
        follower = doc[match.end + 1].text if match.end + 1 < len(doc) else ""
        return not (follower in ("been", "a", "always", "got", "just", "now", "the", "not") or follower.endswith("ing"))
    return after in _BELONGINGS


def _doer(doc: Doc, match: Match, reactions: set[int]) -> bool:
    if any(start in reactions for start in range(match.end, match.end + 3)):
        return False
    before = doc[match.start - 1].text if match.start else "."
    two_before = doc[match.start - 2].text if match.start > 1 else "."
    if before in ("report", "reported", "reporting"):
        return True
    if before in ("by", "against", "its", "hes", "shes", "theyre", "thats", "was", "is"):
        return before in ("by", "against", "its", "hes", "shes", "theyre", "thats") or two_before in _STAND_FOR
    if before == "of":
        return two_before in _FEAR
    if before in ("from", "about"):
        return two_before not in _HELP and match.label != "who.public"
    after = doc[match.end].text if match.end < len(doc) else "."
    if before in _CLAUSE_STARTS or doc[match.start].is_sent_start or (before == "me" and two_before in _TELLING):
        return after not in _NOT_A_VERB or (match.start == 0 and len(doc) < 7)
    if before in _SEEN:
        return after not in _NOT_A_VERB
    return before not in _RECIPIENTS and after in _DEEDS


def _bare_doer(doc: Doc, match: Match, reactions: set[int]) -> bool:
    opens = doc[match.start].is_sent_start or doc[match.start - 1].text in _CLAUSE_STARTS
    if not opens or any(start in reactions for start in range(match.start + 1, match.start + 4)):
        return False
    after, *rest = [token.text for token in doc[match.start + 1 : match.start + 5]] or [""]
    if after in ("is", "was", "has"):
        return any(word.endswith("ing") for word in rest)
    done_to = after.endswith("s") and bool({"at", "me", "us", "my"} & set(rest[:1]))
    return done_to or match.end - match.start > 1 or after in {*_DEEDS, "'s"} or after.endswith("ed")


def _joined(doc: Doc, people: Sequence[Match]) -> bool:
    """Tell whether two are named in one breath: "my sergeant and two colleagues" is neither the one nor the other."""
    ends = {match.end for match in people if not match.label.endswith(".not")}
    return any(match.start - 1 in ends and doc[match.start - 1].text in ("and", "or", "&") for match in people)


def _outright(doc: Doc, match: Match) -> bool:
    """Tell whether the person is named as the one it is about: "it was my inspector", "complaint against the chief"."""
    before = doc[match.start - 1].text if match.start else ""
    pointing = ("by", "against", "its", "hes", "shes", "is", "was", "report", "about", "from")
    return before in pointing or _relation(doc, match)


def _relation(doc: Doc, match: Match) -> bool:
    """Tell a sentence of its own ("I outrank him") from a person named ("a sergeant")."""
    return bool({"i", "me"} & {token.text for token in doc[match.start : match.end]})


def _felt_by_writer(doc: Doc, conduct: Sequence[Match]) -> list[Match]:
    """Conduct whose own words name its object ("grabbed my", "called me") says to whom it happened."""
    felt = []
    for match in conduct:
        after = doc[match.end].text if match.end < len(doc) else ""
        words = {token.text for token in doc[match.start : match.end]} - ({"my"} if after in _PEOPLE else set())
        done_to = words & {"me", "my", "myself"} and "told" not in words
        if done_to and match.label not in ("conduct.performance_or_process", "conduct.wellbeing"):
            felt.append(Match("position.affected", match.start, match.end))
    return felt


def _settled(
    doc: Doc, fact: str, matches: Sequence[Match], kept: Mapping[str, Sequence[Match]], asked: str | None
) -> Sequence[Match]:
    if fact == "who":
        # Somebody named where nothing was done may be anybody: "my sergeant found me in tears".
        said_outright = any(_outright(doc, match) for match in matches)
        if not (said_outright or asked == "who" or kept.get("conduct") or kept.get("pattern") or len(doc) <= _SOON):
            return []
        relations = [match for match in matches if _relation(doc, match)]
        if not relations and asked != "who" and not _against_writer(kept):
            # "One of my PCs" may be whom the writer speaks for.
            matches = [] if any(match.label == "who.junior" for match in matches) else matches
        matches = relations or matches
    values = {match.label for match in matches}
    if fact == "position":
        # Who answers for others, or is accused, says more than who was told or was there.
        for stronger, weaker in (("accused", ""), ("manager", "told"), ("told", "witness")):
            if f"position.{stronger}" in values:
                weak = (weaker,) if weaker else ("affected", "witness", "told")
                values -= {f"position.{value}" for value in weak}
        matches = [match for match in matches if match.label in values]
    if fact == "characteristic" and len(values) > 1:
        return [match for match in matches if match.label != "characteristic.none"]
    return matches if fact in MANY or len(values) == 1 else []


def _against_writer(kept: Mapping[str, Sequence[Match]]) -> bool:
    return {match.label for match in kept.get("position", [])} == {"position.affected"}


def _mention(doc: Doc, match: Match) -> Mention:
    fact, _, value = match.label.partition(".")
    offsets = doc.user_data["offsets"]
    return Mention(fact, value, offsets[match.start][0], offsets[match.end - 1][1])
