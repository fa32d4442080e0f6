"""Answers as people type them, to every question that Signpost asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase
from signpost.replies import ReplyReader
from signpost.understanding import FactReader
from signpost.word_lists import force_names, read_folder

ROOT = Path(__file__).parents[2]

# Question -> values (several with a space between) -> answers, one a line.
ANSWERS = {
    "purpose": {
        "something_happened": """
            something happened
            something happened on nights
            something that happened at work
            need to report something
            want to report a colleague
            the first one
            problem with my sergeant
            had an incident at work
            i want to make a complaint
        """,
        "wellbeing": """
            support
            wellbeing
            just need some support
            im struggling
            my mental health
            someone to talk to
            not coping
            stress
        """,
        "manager_duties": """
            im a manager
            im a sgt and want to know what i have to do
            my duties
            manager duties
            i manage a team
            its about someone in my team
        """,
        "policy_question": """
            policy question
            just a question about a policy
            got a question
            question
            policy
            looking for a policy
            just after some info
        """,
    },
    "danger": {
        "yes": """
            yes
            yeah
            yep now
            think so
            yes hes outside my house
            im hurt
            someones hurt
            im in danger
            not safe
            i dont feel safe
            im not safe
            i think so yeah
            possibly
            suppose so
            could be
            hes here now
            hes still here
            im bleeding
            yes call someone
        """,
        "no": """
            no
            nah
            nope im safe
            nope
            no ones hurt
            im ok
            im fine
            im fine thanks
            not right now
            not at the moment
            all safe
            were all safe
            they are all safe
            nobodys in danger
            noone
            not physically
            im at home
            it was months ago
            dont think so
            not anymore
            its over now
            safe
            no he's gone
            god no
            nobody's hurt
            no one is
            not that im aware of
            no danger
            nothing like that
            it was last year
        """,
        "unsure": """
            maybe
            dunno, maybe
            yes and no
            might be, not sure
            hard to say really
        """,
    },
    "crime": {
        "yes": """
            yes
            yeah probably
            i think so
            might be
            it might be
            suppose so
            could well be
            possibly
            yeah it was assault
            it was assault
            definitely a crime
            id say so
            i reckon so
            reckon so
            sexual touching
            threats
            stalking
            he hit me
            theft
            fraud i think
            most likely
            probably
            possibly assault
            100%
            without a doubt
            too right
            i believe it is
            yh
        """,
        "no": """
            no
            nope
            nah not a crime
            not a crime
            dont think so
            wouldnt say so
            i wouldnt say so
            i doubt it
            doubt it
            just words
            not criminal
            nothing criminal
            nothing like that
            no its just banter
            probably not
            not that serious
            not that bad
            hardly
            it isnt
            none of that
            just being horrible
        """,
        "unsure": """
            maybe
            dunno, maybe
            perhaps
            you tell me
            no idea tbh
            not sure if it counts
            bit of both
            i honestly couldn't tell you
            not a clue
        """,
    },
    "force": {
        "kent": """
            kent
            kent pol
            im with kent
            kent police mate
            Kent
            maidstone
            im in kent
        """,
        "essex": """
            essex
            essex police
            essex obvs
            im from essex
            chelmsford
            not kent, essex
        """,
        "dyfed_powys": """
            dyfed powys
            dyfed
            powys
            dyfed-powys
            DPP
            heddlu dyfed powys
            dyfed powis
            carmarthen
        """,
        "unsure": """
            not sure tbh
        """,
        "declined": """
            none of your business
            id honestly rather not say
        """,
    },
    "role": {
        "police_officer": """
            pc
            PC
            im a pc
            copper
            cop
            bobby
            police officer
            officer
            response
            response driver
            DC
            t/sgt
            sgt
            sergeant in custody
            DI
            DCI
            im a probationer
            student officer
            probby
            detective
            neighbourhood officer
            firearms
            cid
            traffic
            constable
            warranted
            armed officer
            dog handler
            regular
            inspector
        """,
        "special_constable": """
            special
            hobby bobby
            im a special
            sc
            specials
            special constable
            special sgt
            msc
        """,
        "police_staff": """
            pcso
            civvy in comms
            civvy
            police staff
            staff
            civilian
            im a civilian
            999 call taker
            control room
            i work in the control room
            comms
            dispatcher
            analyst
            admin
            HR
            csi
            soco
            front desk
            detention officer
            im in IT
            finance
            just staff
            cso
            staff not police
            investigator, civilian
            comms op
            i answer 999 calls
        """,
        "volunteer": """
            volunteer
            i volunteer
            psv
            unpaid volunteer
            im a volunteer chaplain
        """,
        "cadet": """
            cadet
            im a cadet
            police cadets
            vpc
        """,
        "work_experience": """
            work experience kid
            work experience
            im just on work experience
            work exp
            on placement
            placement student from uni
            intern
        """,
        "contractor": """
            agency
            agency temp
            im agency
            contractor
            cleaner
            temp
            i work for a contractor
            cleaner, agency
            outsourced
            security guard
        """,
    },
    "rank_band": {
        "up_to_chief_inspector": """
            pc
            PC 4521
            t/sgt
            PS
            sgt
            DS
            DI
            insp
            DCI
            constable
            im a dc
            just a pc
            acting sergeant
            a/insp
            ch insp
            chief inspector
            probationer
            the lowest lol
            bottom one
            lowest rank
            skipper
            t/insp
            detective constable
            tdc
        """,
        "superintendent_or_above": """
            supt
            superintendent
            det supt
            ch supt
            chief super
            t/supt
            d supt
            C/Supt
            detective superintendent
        """,
        "chief_officer": """
            acc
            ACC
            dcc
            chief constable
            chief officer
            temp acc
            assistant chief
        """,
    },
    "position": {
        "affected": """
            happened to me
            it happened to me
            to me
            me
            im the victim
            it was me it happened to
            i was on the receiving end
            im the one its happening to
            they did it to me
            he did it to me
            im the target
            victim
            its me
            me personally
            its about me being bullied
            done to me
            both really i saw it and it happened to me
        """,
        "witness": """
            I saw it
            saw it
            i seen it
            seen it happen
            i heard it
            overheard it
            witness
            im a witness
            i witnessed it
            i was there
            i was in the room
            saw it happen to someone else
            heard him say it
            i was stood right there
            saw the messages
            not me, my mate
        """,
        "told": """
            my mate told me
            a colleague told me
            she told me
            someone told me about it
            heard about it from a mate
            second hand
            she confided in me
            was told by a colleague
            heard it through the grapevine
            got told about it
        """,
        "manager": """
            im the manager
            im her sgt
            im their line manager
            i manage him
            im his boss
            i supervise them
            its one of my team
            one of my officers
            my PC came to me
            the manager
            as a supervisor
        """,
        "accused": """
            I'm the one they're on about
            im accused
            the accused
            im the one accused
            they say i did it
            someones made a complaint about me
            apparently it was me who did it
            they reckon i did it
            ive been reported
            its about me, they say i did it
            been served papers
            im the subject
        """,
        "general": """
            just want to know how it works
            just asking
            just curious
            asking in general
            general
            just want info
            none, just asking
        """,
    },
    "conduct": {
        "sexual": """
            touching me up
            he groped me
            pervy comments
            sexual stuff
            sexual
            he keeps asking me out
            sex jokes
            dick pics
        """,
        "offensive_or_insulting": """
            jokes
            racist jokes
            name calling
            insults
            banter
            so called banter
            nasty comments
            takes the piss out of me
            racism
        """,
        "intimidation_or_threats": """
            threats
            he threatened me
            shouting
            shouting at me
            intimidation
            being scared of him
            aggressive
        """,
        "unwanted_contact": """
            following me
            he wont stop texting me
            messages at all hours
            stalking
            unwanted messages
        """,
        "physical": """
            hit me
            pushed me
            he shoved me against a wall
            grabbed my arm
            physical
        """,
        "exclusion_or_undermining": """
            left out
            being left out
            they ignore me
            put down
            undermined
            talked over in meetings
            bullying
        """,
        "unfair_decision": """
            passed over for promotion
            flexible working refused
            unfair decision
            they wont give me my adjustments
            my leave got knocked back
            promotion
            adjustments
        """,
        "retaliation": """
            payback for complaining
            being punished for reporting it
            retaliation
        """,
        "corruption_or_dishonesty": """
            lying
            lying in a statement
            fiddling overtime
            nicking stuff
            theft
            corruption
            dishonesty
        """,
        "misuse_of_information": """
            looking people up on pnc
            data breach
            looking up his ex on athena
            sharing info
        """,
        "excessive_force": """
            too much force
            beat up a prisoner
            excessive force on a detainee
        """,
        "radicalisation": """
            far right stuff
            extremism
        """,
        "coercive_relationship": """
            controlling relationship
            hes sleeping with a probationer
        """,
        "performance_or_process": """
            sickness process
            my performance
            capability
            action plan
            upp
        """,
        "wellbeing": """
            stress
            burnt out
            my mental health
            not coping
        """,
        "sexual intimidation_or_threats": """
            sexual and threats
        """,
        "offensive_or_insulting physical": """
            he pushed me and called me names
        """,
        "offensive_or_insulting exclusion_or_undermining": """
            name calling and being left out
            insults, left out of everything
            2 and 6
        """,
        "offensive_or_insulting intimidation_or_threats physical": """
            jokes, threats and he hit me
        """,
    },
    "characteristic": {
        "age": """
            age
            my age
            too old apparently
            ageism
            cos im 58
        """,
        "disability": """
            disability
            my adhd
            im dyslexic
            health condition
            im deaf
            my back
            autism
            mental health
        """,
        "gender_reassignment": """
            trans
            im trans
            being trans
        """,
        "marriage_civil_partnership": """
            marriage
            cos im married
        """,
        "pregnancy_maternity": """
            im pregnant
            pregnancy
            mat leave
            i was on maternity
        """,
        "race": """
            race
            skin colour
            cos im black
            im black
            im asian
            my accent
            ethnicity
            cos im polish
            im the only brown face
            nationality
        """,
        "religion_belief": """
            religion
            cos im muslim
            im a muslim
            im jewish
            my faith
            my hijab
        """,
        "sex": """
            im a woman
            cos im a woman
            gender
            sexism
            being female
            being a woman
            sex
        """,
        "sexual_orientation": """
            cos im gay
            im gay
            sexuality
            being a lesbian
            im bi
        """,
        "none": """
            none of that
            none
            nope
            no
            none of the above
            none of these
            neither
            no nothing like that
            not really
            nothing to do with any of that
            nah
            he just doesnt like me
            none apply
            n/a
            not applicable
        """,
        "race sex": """
            race and sex
            im a black woman
            sex and race
        """,
        "race religion_belief": """
            race and religion
            both my race and my religion
            im asian and muslim
        """,
        "sex sexual_orientation": """
            im a gay man
        """,
        "age sex": """
            age and being a woman
            1 and 8
        """,
        "age disability gender_reassignment marriage_civil_partnership pregnancy_maternity race religion_belief sex "
        "sexual_orientation": """
            all of them
            all of the above
            the lot
            everything
        """,
    },
    "who": {
        "colleague": """
            colleague
            a colleague
            another PC
            a pc on my team
            someone on my shift
            my crewmate
            bloke i work with
            a mate at work
            someone same rank
            just a colleague
            lad on my shift
            not my sergeant, another pc
            coworker
            one of the lads
            a DC in the office
            my partner on shift
            pc
        """,
        "own_line_manager": """
            my skipper
            my sgt
            sarge
            my line manager
            boss
            the boss
            my boss
            my DI
            supervisor
            my inspector
            line manager
            it was my sergeant
            my gaffer
            my guv
            manager
            my tutor
            tutor con
        """,
        "more_senior": """
            he's a DCI on another team
            a superintendent
            a senior officer
            someone higher up
            another sergeant
            a different sgt
            higher rank than me
            a chief inspector
            not my boss but higher up
            a DI on CID
            dci
            chief supt
            the super
            senior management
            sgt from another shift
            someone above me
        """,
        "junior": """
            someone i manage
            one of my PCs
            my probationer
            someone junior
            one of my team
            lower rank
            he works for me
            someone below me
        """,
        "group": """
            a bunch of them
            all of them
            the whole team
            the whole shift
            everyone
            a few of them
            loads of them
            several people
            a group of lads
            two of them
            three blokes on my shift
            everyone on my team
            more than one
            the lads
            both of them
            a group
            the team
            2 pcs
        """,
        "psd_or_hr": """
            someone in psd
            PSD
            hr
            somebody in HR
            HR lady
        """,
        "chief_officer": """
            the chief
            the acc
            chief constable
            the DCC
            ACC
        """,
        "pcc_office": """
            pcc
            someone in the pcc's office
            the commissioners office
        """,
        "contractor": """
            bloke from facilities, agency
            a contractor
            cleaner
            agency worker
            agency temp
            an IT contractor
            agency guy
            a cleaner
        """,
        "public": """
            member of the public
            a member of public
            public
            someone i arrested
            MOP
            a prisoner
            a suspect
            a shoplifter
        """,
        "unsure": """
            dont know who it was
            dunno who
            no idea who did it
            didnt see who
            cant say for certain
        """,
    },
    "prior_complaint": {
        "yes": """
            yes
            yeah i complained first
            yes it did
            it did
            after i complained
            ever since i complained
            since i put my grievance in
            i reported him before
            i backed up a mate who complained
            suppose so
            i gave a statement for someone
            yep straight after
        """,
        "no": """
            no
            nope
            not that i know of
            i havent complained
            nobody complained
            no complaint
            never complained
            no one has
            it didnt
            no its always been like this
            not to my knowledge
            it was before
        """,
        "unsure": """
            maybe
            dunno, maybe
            cant remember
            possibly not sure
        """,
    },
    "pattern": {
        "single": """
            once
            just once
            nah just the once
            1
            one time
            only once
            just that one time
            one off
            it was a one-off
            1 time
            x1
            just the one time
            first time
            only the once mate
            no just once
            single incident
            yeah once
            a single time
            hasnt happened since
        """,
        "repeated": """
            about 3 times
            every bloody shift
            lost count
            loads
            loads of times
            twice
            2x
            several times
            a lot
            all the time
            more than once
            ongoing
            a few
            a few times
            multiple
            multiple times
            5 or 6 times
            daily
            every day
            every single day
            most shifts
            constantly
            regularly
            often
            weekly
            once or twice
            couple of times
            many times
            too many to count
            for years
            its been going on for months
            still happening
            he keeps doing it
            not just once
            3
            ten times at least
            no more than once
            both times i was on nights
            over and over
            no, a few times
            dunno, maybe 3 times
            not sure exactly, at least 5 times
            hundreds
            it happens all the time
            since january
            it keeps happening
            more
            never stops
            nonstop
            on more than one occasion
            maybe 4 times
            nearly every tour
            this is the second time
        """,
        "unsure": """
            cant remember how many times
            not sure how many times
            i dont know exactly
        """,
    },
    "raised": {
        "yes": """
            told my DI, nothing
            told my sgt
            told my sergeant and he did nothing
            yes
            yep
            yeah told hr
            already reported it
            reported it
            i reported it to psd
            spoke to the fed
            told my line manager last week
            i have
            i did
            multiple times
            several times nothing changed
            went to HR
            emailed my inspector
            yes but nothing happened
            raised it with my boss
            ive told them
            told him to stop
            i complained
            my rep knows
            mentioned it to my skipper
        """,
        "no": """
            not a soul
            no
            nope
            nobody
            no one
            noone
            not yet
            havent told anyone
            never
            kept it to myself
            just you
            youre the first
            i havent
            you're the first person ive told
            not officially
            told nobody
            too scared to
            no one knows
            i have told nobody
            nah not yet
            first time ive said anything
            scared to
            not formally
        """,
    },
    "wish": {
        "talk": """
            talk
            just want to talk
            someone to talk to
            talk it through
            a chat
            just a chat
            advice
            some advice
            just need someone to listen
            need to get it off my chest
            vent
            someone to listen
        """,
        "informal": """
            just want it to stop
            make it stop
            want it to stop
            informal
            keep it informal
            keep it quiet
            informal chat
            not a complaint, just for it to stop
            want him to stop
            sort it quietly
            an apology
            nothing formal
            i just want it to end
            for it to stop
            stop
            a quiet word
            mediation
            to be left alone
        """,
        "formal": """
            proper complaint
            formal complaint
            complaint
            make a complaint
            grievance
            put in a grievance
            i want him sacked
            formal
            report it
            report him
            take it further
            i want something done about it
            make it official
            official complaint
        """,
        "anonymous": """
            dont want my name on it
            id rather not give my name
            i dont want to give my name
            anon
            anonymous
            anonymously
            without giving my name
            no name
            report it anonymously
            dont want anyone to know its me
            not giving my name
            confidential report no name
        """,
        "know_duties": """
            what am i meant to do
            what do i have to do
            know what i should do
            do i have to report it
            my duties
            what im supposed to do
            what are my responsibilities
        """,
        "unsure": """
            dont know what i want
            not sure what i want
            dunno what to do
            no idea what would help
        """,
    },
}

# Answers that every question takes.
TO_ALL = {
    "unsure": """
        not sure
        im not sure
        dunno
        dunno mate
        idk
        i dont know
        no idea
        no clue
        erm not sure
        not sure tbh
        i'm honestly not sure
        hard to say
        unsure
        havent got a clue
    """,
    "declined": """
        rather not say
        id rather not say
        i'd rather not say tbh
        pass
        pass on that
        no comment
        prefer not to say
        skip
        skip this one please
        next
        next question
        dont want to say
        not saying
        id rather not answer that
        thats private
        mind your own business
        keep that to myself
        not comfortable answering that
        i dont want to answer this
    """,
}

# What answers nothing: a question back, another story, a crisis, a remark, gibberish.
NO_ANSWERS = {
    "purpose": """
        who are you
        asdfgh
        is this confidential?
        hello
    """,
    "danger": """
        no one believed me
        i need someone to talk to
        what counts as danger?
        why do you ask
        the canteen is shut
        lol
        qwerty
        it was my sergeant
    """,
    "crime": """
        what counts as a crime?
        is banter a crime?
        it was my sergeant
        who decides that
    """,
    "force": """
        why does that matter
        the police
        banana
        the met
        will they find out
    """,
    "role": """
        it was my sergeant
        i did it
        why do you need to know
        my sergeant is a bully
        blah blah
        will this get back to my boss
    """,
    "rank_band": """
        does rank matter?
        he outranks me
        how is that relevant
        zzz
    """,
    "position": """
        what do you mean?
        i want to die
        fjdksl
        what happens next
    """,
    "conduct": """
        whats the difference?
        i cant do this anymore
        no
        yes
        xx
        what is bullying
    """,
    "characteristic": """
        what is a protected characteristic?
        yes
        both
        i want to kill myself
        black coffee please
    """,
    "who": """
        will he find out?
        yes
        no
        someone
        him
        my sergeant and another pc
        i told my sergeant about it
    """,
    "prior_complaint": """
        because he made jokes
        what counts as a complaint?
        my sergeant shouted at me
        can you tell my boss
        hmm
    """,
    "pattern": """
        yes
        no
        the weather is nice
        why does that matter
        i asked her 4 times
        a few people saw it
        in the locker room
        i want to die
    """,
    "raised": """
        who should i tell?
        he raised his voice at me
        in march
        who would i raise it with
        xyz
    """,
    "wish": """
        he wont stop
        will it stay confidential?
        yes
        he punched me
        is that anonymous
        what can you do
        no
        lkjh
    """,
}


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def cases() -> Iterator[tuple[str, str, list[str] | None]]:
    for fact, answers in ANSWERS.items():
        for values, texts in {**answers, **{f" {value}": texts for value, texts in TO_ALL.items()}}.items():
            yield from ((fact, text, values.split()) for text in lines(texts))
        yield from ((fact, text, None) for text in lines(NO_ANSWERS[fact]))


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load_knowledge_base()


@pytest.fixture(scope="module")
def replies() -> ReplyReader:
    phrases, spelling = read_folder(ROOT / "data" / "nlu" / "words")
    phrases["force"] = force_names(ROOT / "policies_kb")
    return ReplyReader(phrases, spelling, FactReader(phrases, spelling))


@pytest.mark.parametrize(("fact", "text", "expected"), cases())
def test_a_typed_answer_is_understood(
    replies: ReplyReader, kb: KnowledgeBase, fact: str, text: str, expected: list[str] | None
) -> None:
    """What people type is read as the answer it is, and as none where it is none."""
    asked = kb.vocabulary.fact(fact)
    found = replies.read_answer(text, fact, {**asked.titles, **kb.open_titles})
    assert (sorted(found) if found else found) == (sorted(expected) if expected else expected)
    assert found is None or asked.accept(found)
