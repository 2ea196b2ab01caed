"""What the bare C engine does beyond its bounds, and that the same is done rightly behind the guards."""

from __future__ import annotations

import signal
import subprocess

import pytest

from tests.unit.explain.inference.processes import run_bare, run_guarded


def test_seventeen_premises_fail_only_when_a_fact_arrives() -> None:
    """The bare engine loads a rule with 17 premises, and fails when the last fact is asserted."""
    ran = run_bare("""
        for most in (16, 17):
            handle = load({"rule": {"all": [{f"m{n}": test(f"t{n}")} for n in range(most)]}})
            print("loaded", most)
            for n in range(most):
                put(handle, f"t{n}")
            print("fired", fire(handle))
    """)
    assert ran.stdout.split("\n")[:3] == ["loaded 16", "fired ['rule']", "loaded 17"]
    assert "error code: 304" in ran.stderr


def test_any_number_of_premises_is_split() -> None:
    """Behind the guard, 17 and 200 premises conclude, and none of them may be missing."""
    ran = run_guarded("""
        for most in (12, 13, 16, 17, 144, 145, 200):
            facts = [f"t{n}" for n in range(most)]
            all_of = rules(("all", facts, "conclusion"))
            print([each.premises == tuple(facts) for each in derive(all_of, frozenset(facts))],
                  {derive(all_of, frozenset(facts) - {each}) for each in facts})
    """)
    assert ran.stdout.splitlines() == ["[True] {()}"] * 7


def test_one_pattern_in_256_rules_crashes() -> None:
    """The bare engine takes one pattern in 255 rules and crashes at 256."""
    program = """
        handle = load({{f"r{{n}}": {{"all": [{{"m": test("token")}}]}} for n in range({rules})}})
        put(handle, "token")
        print(len(fire(handle)))
    """
    assert run_bare(program.format(rules=255)).stdout == "255\n"
    assert run_bare(program.format(rules=256)).returncode == -signal.SIGSEGV


def test_one_premise_of_any_number_of_productions_is_copied() -> None:
    """Behind the guard, 256 and 600 productions share a premise."""
    ran = run_guarded("""
        for most in (255, 256, 600):
            print(len(derive(rules(*((f"p{n}", ["token"], f"c{n}") for n in range(most))), frozenset(["token"]))))
    """)
    assert ran.stdout.split() == ["255", "256", "600"]


def test_512_tests_at_one_node_never_finish_loading() -> None:
    """The bare engine loads 511 different tests at one node, and hangs on 512."""
    program = """
        handle = load({{f"r{{n}}": {{"all": [{{"m": test(f"t{{n}}")}}]}} for n in range({tests})}})
        print(put(handle, "t3")[0], fire(handle))
    """
    assert run_bare(program.format(tests=511)).stdout == "0 ['r3']\n"
    with pytest.raises(subprocess.TimeoutExpired):
        run_bare(program.format(tests=512), seconds=3)


def test_many_tokens_are_grouped() -> None:
    """Behind the guard, 513 and 1,100 different facts are told apart."""
    ran = run_guarded("""
        for most in (513, 1100):
            many = rules(*((f"p{n}", [f"t{n}"], f"c{n}") for n in range(most)))
            print([derive(many, frozenset([f"t{n}"]))[0].token for n in (0, 511, 512, most - 1)])
    """)
    assert ran.stdout.splitlines() == ["['c0', 'c511', 'c512', 'c512']", "['c0', 'c511', 'c512', 'c1099']"]


def test_equal_hashes_are_one_fact() -> None:
    """The bare engine takes a second fact, whose id has the same 32-bit hash, for the first and drops it."""
    ran = run_bare("""
        one, other = "criterion:week-asked-leg-new:met", "criterion:asked-leg-late-mri:met"
        handle = load({"one": {"all": [{"m": test(one)}]}, "other": {"all": [{"m": test(other)}]}})
        print(put(handle, one)[0], put(handle, other)[0], fire(handle))
    """)
    assert ran.stdout == "0 2 ['one']\n"


def test_equal_hashes_are_told_apart() -> None:
    """Behind the guard, each of two such tokens is a fact of its own."""
    ran = run_guarded("""
        one, other = "criterion:week-asked-leg-new:met", "criterion:asked-leg-late-mri:met"
        apart = rules(("one", [one], "a"), ("other", [other], "b"), ("both", [one, other], "c"))
        for facts in ([one, other], [one], [other]):
            print(sorted(each.token for each in derive(apart, frozenset(facts))))
    """)
    assert ran.stdout.splitlines() == ["['a', 'b', 'c']", "['a']", "['b']"]


def test_more_than_4096_rules_are_not_loaded() -> None:
    """The bare engine has 4,096 places for rules, fires them all, and does not load another."""
    program = """
        def tests(n):
            return {{"group": str(n // 32)}}, test(f"t{{n}}")
        handle = load({{f"r{{n}}": {{"all": [{{"m": {{"$and": tests(n)}}}}]}} for n in range({rules})}})
        for n in range({rules}):
            group, token = tests(n)
            engine.assert_fact(handle, json.dumps({{"id": f"t{{n}}", "sid": "0", **group, **token}}))
        print(len(fire(handle)))
    """
    assert run_bare(program.format(rules=4096)).stdout == "4096\n"
    assert "error code: 106" in run_bare(program.format(rules=4097)).stderr


def test_more_rules_than_one_instance_holds_are_run_in_parts() -> None:
    """Behind the guard, 5,000 productions and what follows from them in chains conclude as they are meant to."""
    ran = run_guarded("""
        written = [(f"p{n}", [f"t{n}"] if n % 5 == 0 else [f"t{n}", f"c{n - 1}"], f"c{n}") for n in range(5000)]
        everything = rules(*written, ("all", [f"c{n}" for n in range(5000)], "all"))
        facts = frozenset(f"t{n}" for n in range(5000))
        print(len(derive(everything, facts)), len(derive(everything, facts - {"t2500"})))
    """)
    assert ran.stdout == "5001 4995\n"


def test_a_premise_named_twice_never_fires() -> None:
    """The bare engine waits for two facts where one premise is named twice; behind the guard it counts once."""
    bare = run_bare("""
        handle = load({"rule": {"all": [{"m0": test("t")}, {"m1": test("t")}]}})
        put(handle, "t")
        print(fire(handle))
    """)
    guarded = run_guarded("""
        print([each.token for each in derive(rules(("rule", ["t", "t"], "c")), frozenset(["t"]))])
    """)
    assert (bare.stdout, guarded.stdout) == ("[]\n", "['c']\n")


def test_nested_alternatives_fire_many_times() -> None:
    """The bare engine fires a rule of nested `any` and `all` fifteen times; alternatives are separate productions."""
    bare = run_bare("""
        def either(a, b):
            return [{a: test("a")}, {b: test("b")}]
        handle = load({"rule": {"all": [{"m$any": [
            {"n$all": [{"x$any": either("p", "q")}, {"c": test("c")}]}, {"y$any": either("e", "f")}]}]}})
        for token in "abc":
            put(handle, token)
        print(len(fire(handle)))
    """)
    guarded = run_guarded("""
        either = rules(("one", ["a", "c"], "r"), ("two", ["b", "c"], "r"), ("three", ["a"], "r"), ("four", ["b"], "r"))
        print([each.production for each in derive(either, frozenset("abc"))])
    """)
    assert (bare.stdout, guarded.stdout) == ("15\n", "['one']\n")


def test_delete_state_crashes() -> None:
    """The bare engine can abort when a state is deleted; `test_durable` holds that nothing ever asks it to."""
    ran = run_bare("""
        for number in range(30):
            handle = load({f"r{n}": {"all": [{f"m{k}": test(f"t{n + k}")} for k in range(3)]} for n in range(100)})
            put(handle, "t1")
            engine.retract_fact(handle, json.dumps({"id": "t1", "sid": "0"}))
            engine.delete_state(handle, "0")
            engine.delete_ruleset(handle)
    """)
    assert ran.returncode < 0


def test_the_python_layer_is_never_loaded_and_no_thread_is_started() -> None:
    """Inference leaves `durable`, with the host that swallows exceptions and starts timers, unimported."""
    ran = run_guarded("""
        import sys, threading
        print(derive(rules(("p", ["t"], "c")), frozenset(["t"]))[0].token,
              sorted(name for name in sys.modules if name.startswith("durable")), threading.active_count())
    """)
    assert ran.stdout == "c ['durable_rules_engine'] 1\n"


def test_memory_does_not_grow() -> None:
    """After a start, 20,000 evaluations of varying facts leave the process less than 1 MB larger."""
    ran = run_guarded("""
        import random, pathlib
        from posology.explain.inference.durable import Instances
        chosen, instances = random.Random(1), Instances()
        written = [(f"p{n}", chosen.sample([f"t{k}" for k in range(30)], 3), f"c{n}") for n in range(30)]
        ruleset = rules(*written, *((f"q{n}", [f"c{n}", f"c{n + 1}"], f"d{n}") for n in range(29)))
        pages = lambda: int(pathlib.Path("/proc/self/statm").read_text().split()[1])
        for number in range(22000):
            if number == 2000:
                before = pages()
            instances.fire(ruleset, frozenset(f"t{k}" for k in range(30) if chosen.random() < 0.6))
        print(4 * (pages() - before))
    """)
    assert int(ran.stdout) < 1024


def test_threads_that_end_leave_nothing_behind() -> None:
    """Forty threads one after another use one instance; it is not lost with any of them."""
    ran = run_guarded("""
        import threading
        from posology.explain.inference import durable
        loaded = []
        create = durable.durable_rules_engine.create_ruleset
        durable.durable_rules_engine.create_ruleset = lambda *given: loaded.append(given) or create(*given)
        instances, ruleset = durable.Instances(), rules(("p", ["t"], "c"))
        for _ in range(40):
            thread = threading.Thread(target=instances.fire, args=(ruleset, frozenset(["t"])))
            thread.start()
            thread.join()
        print(len(loaded))
    """)
    assert ran.stdout == "1\n"
