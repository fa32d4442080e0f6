"""Crisis words are heard, every one; look-alikes stay silent."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest
from ruamel.yaml import YAML

from signpost.safety import SafetyReader
from signpost.word_lists import read_folder

NLU = Path(__file__).parents[2] / "data" / "nlu" / "words"
CRISIS: dict[str, list[str]] = YAML(typ="safe").load(Path(__file__).parents[1] / "nlu" / "crisis_words.yml")

SELF_HARM = """
I want to kill myself
im going to kill myself tonight
thinking of killing myself every single day
I keep thinking about suicide
I am suicidal
feeling really suicidal since the review and my skipper just shrugs
I've been suicidal since christmas
i dont want to be here anymore
I don't want to be alive
I just want to die
want to end my life
going to end it all
I'm planning to take my own life
ive taken an overdose
I took a load of pills an hour ago
I have swallowed all my tablets
ive got the tablets ready
I'm going to hang myself
got a rope in the garage
im sat on the bridge
i am going to jump off the multi storey
thinking of jumping in front of a train
drive home every night thinking about driving into a tree
they would be better off without me
everyone would be better off if i was dead
I wish I was dead
wish i'd never been born
I hope I don't wake up tomorrow
cant go on
I can't go on like this
i cannot go on any more
whats the point in living
I don't see any point in carrying on living
no reason to live
there is nothing left to live for
ive been self harming again
I cut my wrists last night
started cutting myself to cope
going to hurt myself
I don't trust myself tonight
scared of what i might do to myself
written goodbye letters to my kids
I'm gonna top myself
kms
im sucidal
i wnat out of this, going to kil myself
cant see a way out
my mate says he wants to die
my colleague is suicidal and she has gone home alone
one of my PCs told me she is thinking of killing herself
he said he's going to kill himself tonight
she has just taken an overdose in the locker room
I think he is going to take his own life
I was fine until last month but I want to end my life now
im so tired of being alive
after that job last night i want to kill myself
my crewmate has been self harming
worried he might do something stupid
I've thought about ending my life
i went to a job last week and since then i feel suicidal
""".strip().splitlines()

DANGER = """
he is outside my house right now
He's got a knife
he says hes going to kill me
my ex is threatening to kill me
he is trying to break into my house, hes kicking the door in
I am being attacked
he just punched me and hes still here
she is being hit in the next room
he's following me home right now
hes parked outside my house and he wont go
I have locked myself in the toilet, he is outside
I'm hiding from him in the store room
he said he will shoot me
I fear for my life
i am in danger
she's in immediate danger
he's coming round to hurt me
he pulled a knife on me just now
he has his hands round her throat
there's a bomb under my car
he threatened to stab me
please send someone now
she's not breathing
he wont let me leave the house
he is going to kill her
we are not safe here
he is hitting me
shes got a machete
theyre coming for me
he's waving a gun around
""".strip().splitlines()

ASSAULT = """
he raped me
I was raped by a colleague
I think he raped me
my sergeant tried to rape me
he sexually assaulted me
I've been sexually assaulted
i was sexually assaulted at the christmas party
he groped me in the lift
she grabbed my crotch in front of everyone
he grabbed my breasts
he put his hand up my skirt
he had his hand down my trousers
he stuck his fingers inside me
he forced himself on me
my inspector exposed himself to me
he got his dick out in the van
he flashed me in the locker room
I was molested
he made me touch him
he had sex with me while I was asleep
he forced me to have sex
woke up with him on top of me
he wouldn't stop when I said no
pressured me into sex
one of my team was raped by her tutor
she told me he sexually assaulted her
he filmed me in the shower
he touched me between my legs
he ripped my shirt open
I was drugged and raped
raped a colleague and nobody cares
""".strip().splitlines()

LOOK_ALIKES = """
this job is killing me
the paperwork is killing me
my feet are killing me
could murder a brew
I could murder a curry right now
I'd kill for a day off
the skipper will kill me if this file is late
wife will kill me if i miss dinner
killing time before the briefing
dead tired after nights
shoot me an email when you can
shoot over the form please
bomb disposal course next week
did the bomb threat training
I'm not suicidal
not suicidal or anything just fed up
I am definitely not feeling suicidal
I would never hurt myself
i dont want to kill myself
im not going to kill myself over a rota
no thoughts of suicide
I have no plans to harm myself
nobody is in danger
no one is in immediate danger
I'm not in danger
attended a suicide last week
we went to a suicide on the railway
dealt with a suicidal male in custody
went to a hanging yesterday, rough one
suicide prevention training dates
where is the suicide awareness course
a detainee said he would kill himself
had a misper threatening to kill herself last night
he took his own life in 2019
our old inspector killed himself years ago
on suicide watch in custody all night
career suicide if i report it
I work on the rape investigation team
taking a statement from a rape victim
rape case at crown court next week
sexual assault referral centre address
what is the sexual assault policy
sexual offences course
my stab vest doesnt fit
knife crime initiative
had a panic attack
died of embarrassment
i nearly died laughing
dying for a wee
dying to know the result
hit the gym after work
hit the roof when he saw it
got hammered by the DI over the figures
beating myself up about the board
drowning in paperwork
hanging around for the van
at the end of my tether
I took two paracetamol for my headache
taking tablets for blood pressure
overdosed on coffee
want to end this chat
can you end it here please
cant go on the course
no point in complaining
whats the point of reporting it
no way out of this shift
dont want to be here all night
murder investigation overtime
he gets away with murder
a heart attack at work, what cover do I have
he attacked me in an email
she follows me on instagram
following me on twitter
chasing me for statements
locked myself out of my laptop
I locked myself out
trapped in a meeting
cut myself shaving
hurt myself at the gym
hurt myself playing football
beat me to the promotion
when should I call 999
she flashed her warrant card
he flashed me a smile
in danger of missing the deadline
we're being hit with budget cuts
heat will kill me in this vest
the bomb squad came to the open day
kill two birds with one stone
worked to death
dead good course that
used to be suicidal, all fine these days
what should i do if someone is suicidal
bored to death on cordon
my back is killing me in this chair
he threatened to report me to psd
she shot me a look
I was on the bridge duty yesterday
""".strip().splitlines()


@pytest.fixture(scope="module")
def reader() -> SafetyReader:
    phrases, spelling = read_folder(NLU)
    return SafetyReader(phrases["safety"], spelling)


@pytest.mark.parametrize("text", [*SELF_HARM, *CRISIS["self_harm"]])
def test_self_harm_is_heard(reader: SafetyReader, text: str) -> None:
    assert "self_harm" in reader.read_safety(text)


@pytest.mark.parametrize("text", [*DANGER, *CRISIS["immediate_danger"]])
def test_danger_is_heard(reader: SafetyReader, text: str) -> None:
    assert "immediate_danger" in reader.read_safety(text)


@pytest.mark.parametrize("text", [*ASSAULT, *CRISIS["sexual_assault"]])
def test_sexual_assault_is_heard(reader: SafetyReader, text: str) -> None:
    assert "sexual_assault" in reader.read_safety(text)


@pytest.mark.parametrize("text", [*LOOK_ALIKES, *CRISIS["look_alikes"]])
def test_look_alikes_stay_silent(reader: SafetyReader, text: str) -> None:
    assert reader.read_safety(text) == ()


# One pair for each check of signpost/safety.py that silences: what is silenced, and what is close to it and heard.
CHECKS = [
    ("self_harm", "dying to know, thinking about death by powerpoint", "I am thinking a lot about dying"),
    ("self_harm", "I am not suicidal", "I have never felt suicidal before this"),
    ("self_harm", "nobody is self harming", "nobody knows I am self harming"),
    ("self_harm", "not going to kill myself", "why not kill myself"),
    ("immediate_danger", "he strangled me last year", "he strangled me last year and he is still outside"),
    ("sexual_assault", "is groping reported to PSD", "is it rape if he did not stop when I said no"),
    ("self_harm", "our old inspector killed himself in 2019", "our inspector is going to kill himself"),
    ("self_harm", "a detainee says he wants to die", "the detainee died and I want to die"),
    ("self_harm", "the suspect wanted to die", "my colleague attended a job and wants to die"),
    ("sexual_assault", "there is a policy on groping", "there is a policy and my colleague was groped"),
]


@pytest.mark.parametrize(("kind", "silent", "heard"), CHECKS)
def test_each_check_silences_no_more_than_it_says(reader: SafetyReader, kind: str, silent: str, heard: str) -> None:
    assert kind not in reader.read_safety(silent)
    assert kind in reader.read_safety(heard)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("self_harm", "i have taken an ovredose"),
        ("self_harm", "I want to kill mysef"),
        ("immediate_danger", "hes outisde my house"),
        ("immediate_danger", "he has a nife"),
        ("sexual_assault", "he gropedd me"),
        ("sexual_assault", "he tuched my breasts"),
    ],
)
def test_a_slip_of_a_letter_is_heard(reader: SafetyReader, kind: str, text: str) -> None:
    assert kind in reader.read_safety(text)


@pytest.mark.parametrize("word", ["policy", "attach", "grouped", "tables", "noise", "breeding", "tripped", "rated"])
def test_real_words_are_no_slips(reader: SafetyReader, word: str) -> None:
    assert reader.read_safety(f"he has {word} me") == ()


@pytest.mark.parametrize("around", ["", "honestly {}", "{} at work", "{} and i dont know what to do", "last night {}"])
@pytest.mark.parametrize(
    ("kind", "text"),
    [("self_harm", "I want to die"), ("immediate_danger", "he hit me"), ("sexual_assault", "he raped me")],
)
def test_words_around_it_do_not_silence_it(reader: SafetyReader, around: str, kind: str, text: str) -> None:
    assert kind in reader.read_safety((around or "{}").format(text))


def test_a_message_is_read_at_once(reader: SafetyReader) -> None:
    text = "my inspector keeps shouting at me in front of the team and nothing happened when I reported it " * 2
    times = []
    for _ in range(20):
        start = perf_counter()
        reader.mentions(text)
        times.append(perf_counter() - start)
    # Two milliseconds where nothing else runs; the bound leaves room for a busy machine.
    assert min(times) < 0.01


def test_kinds_come_in_one_order_and_place_is_given(reader: SafetyReader) -> None:
    text = "He raped me. He is outside my house now. I want to die"
    assert reader.read_safety(text) == ("immediate_danger", "self_harm", "sexual_assault")
    mention = next(mention for mention in reader.mentions(text) if mention.value == "self_harm")
    assert text[mention.start : mention.end] == "want to die"


@pytest.mark.parametrize("text", ["", " ", "\U0001f622", "\x00\x07", "a" * 10_000, "/choose", "Dw i'n hoffi coffi"])
def test_odd_input_is_no_crisis_and_no_crash(reader: SafetyReader, text: str) -> None:
    assert reader.read_safety(text) == ()
