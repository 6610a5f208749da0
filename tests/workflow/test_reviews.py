"""Sign-offs and objections: real repositories, several people, edits that matter and edits that do not."""

import shutil

import pytest

from repositories import ANN, BOB, EVE, be, begin, commit, git
from rides import write_rides
from wager.design.frozen.log import append, log_folder, read_log
from wager.foundation.errors import ConflictError, NotFoundError, RefusedError, UsageError
from wager.project.opening import open_folder
from wager.workflow.approve_design import approve_design
from wager.workflow.object_to_design import object_to_design
from wager.workflow.read_project import read_definitions
from wager.workflow.reviewing.reviewed import approvals, fold_reviews
from wager.workflow.reviewing.reviews import missing_text, reviews_of

D, PATH = "late-bus", "designs/late-bus.md"
DAN = "Dan Poe <dan@example.com>"
REVIEWS = "\n```yaml wager.reviews\nengineering: 1\nproduct: 2\n```\n"


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """A project of one person, whose design asks for three sign-offs."""
    folder = write_rides(tmp_path / "rides")
    edit(folder, lambda text: text + REVIEWS)
    (folder / ".gitignore").write_text("/.wager\n")
    begin(folder)
    be(monkeypatch, ANN)
    return folder


@pytest.fixture
def team(alone, monkeypatch):
    """The same where Bob and Eve have worked too; it is Bob who is at work."""
    commit(alone, "hello", BOB)
    commit(alone, "hello", EVE)
    be(monkeypatch, BOB)
    return alone


def edit(folder, change):
    path = folder / PATH
    before = path.read_text()
    path.write_text(change(before))
    assert path.read_text() != before


def standing(folder):
    wiring = open_folder(folder)
    design = read_definitions(wiring).design(D)
    return reviews_of(wiring, design, read_log(log_folder(folder / PATH)))


def sign(folder, monkeypatch, **roles):
    """Let somebody sign for each role; return the last that was given."""
    for role, who in roles.items():
        be(monkeypatch, who)
        given = approve_design(open_folder(folder), D, role.rstrip("_"))
    return given


def test_a_project_of_one_person_needs_none_and_says_so(alone):
    given = approve_design(open_folder(alone), D, "engineering")
    assert (given.entry, given.path) == ("", "")
    assert given.reviews.complete
    assert given.reviews.missing == {}
    assert given.reviews.needs_none == f"it is a project of one person, {ANN}"
    assert read_log(log_folder(alone / PATH)) == ()


def test_who_is_not_the_one_author_signs_and_is_written_down(alone, monkeypatch):
    be(monkeypatch, BOB)
    given = approve_design(open_folder(alone), D, "engineering")
    (entry,) = read_log(log_folder(alone / PATH))
    assert (entry.hash, entry.body["who"], entry.body["says"]) == (given.entry, BOB, "approve")
    assert given.reviews.needs_none == ""
    assert given.reviews.missing == {"product": 2}
    be(monkeypatch, ANN)
    with pytest.raises(RefusedError, match="authors do not sign their own"):
        approve_design(open_folder(alone), D, "product")


def test_an_objection_of_another_is_not_answered_by_the_author(alone, monkeypatch):
    be(monkeypatch, BOB)
    object_to_design(open_folder(alone), D, "engineering", "it is too early")
    be(monkeypatch, ANN)
    with pytest.raises(RefusedError, match="authors do not sign their own"):
        approve_design(open_folder(alone), D, "engineering")
    be(monkeypatch, EVE)
    assert approve_design(open_folder(alone), D, "engineering").entry
    assert standing(alone).objections == ()


def test_a_block_that_is_emptied_leaves_the_plan_unsigned(team, monkeypatch):
    sign(team, monkeypatch, engineering=BOB)
    edit(team, lambda text: text.replace(REVIEWS, ""))
    found = standing(team)
    assert (found.needs_none, found.missing, found.complete) == ("", {}, False)
    assert "no block `reviews` any more; put it back" in missing_text(found, D)


def test_a_project_that_git_does_not_know_is_one_persons(tmp_path):
    folder = write_rides(tmp_path / "rides")
    edit(folder, lambda text: text + REVIEWS)
    assert "git knows no commit" in approve_design(open_folder(folder), D, "engineering").reviews.needs_none


def test_a_sign_off_is_bound_to_the_plan_and_written_into_the_log(team):
    given = approve_design(open_folder(team), D, "engineering")
    (entry,) = read_log(log_folder(team / PATH))
    assert (entry.kind, entry.design, entry.hypothesis, entry.hash) == ("review", D, "", given.entry)
    assert entry.body == {
        "role": "engineering",
        "says": "approve",
        "why": "",
        "plan": given.plan,
        "who": BOB,
    }
    assert (team / given.path).is_file()
    assert given.reviews.missing == {"product": 2}
    assert not given.reviews.complete


def test_signing_again_writes_nothing(team):
    first = approve_design(open_folder(team), D, "engineering")
    again = approve_design(open_folder(team), D, "engineering")
    assert again.already
    assert again.entry == first.entry
    assert len(read_log(log_folder(team / PATH))) == 1


def test_who_wrote_the_plan_does_not_sign_it(team, monkeypatch):
    be(monkeypatch, ANN)
    with pytest.raises(RefusedError, match=r"Ann Lee .* wrote the plan of late-bus .* do not sign their own"):
        approve_design(open_folder(team), D, "engineering")
    assert read_log(log_folder(team / PATH)) == ()


def test_who_corrected_a_word_of_prose_may_sign(team):
    edit(team, lambda text: text.replace("# Warn passengers", "Well met.\n\n# Warn the passengers"))
    edit(team, lambda text: text.replace("why_now: a new season", "why_now: the new season"))
    commit(team, "a word", BOB)
    assert approve_design(open_folder(team), D, "engineering").entry


@pytest.mark.parametrize("committed", [True, False])
def test_who_changed_what_is_planned_may_not(team, committed):
    edit(team, lambda text: text.replace("timebox: 5 d", "timebox: 6 d"))
    if committed:
        commit(team, "more time", BOB)
    with pytest.raises(RefusedError, match="Bob Ray"):
        approve_design(open_folder(team), D, "engineering")


def test_a_role_that_asks_for_two_needs_two_people(team, monkeypatch):
    assert sign(team, monkeypatch, product=BOB).reviews.missing == {"engineering": 1, "product": 1}
    assert approve_design(open_folder(team), D, "product").already
    assert sign(team, monkeypatch, product=EVE).reviews.missing == {"engineering": 1}
    assert sign(team, monkeypatch, engineering=DAN).reviews.complete


def test_one_person_signs_for_one_role(team, monkeypatch):
    sign(team, monkeypatch, product=BOB)
    with pytest.raises(RefusedError, match=r"has signed this plan as product; one person signs for one role"):
        sign(team, monkeypatch, engineering="B. Ray <Bob@Example.com>")


def test_an_unknown_role_is_said_with_those_that_there_are(team):
    with pytest.raises(
        NotFoundError, match=r"late-bus.md:\d+: no role 'enginering'; did you mean 'engineering'.*product"
    ):
        approve_design(open_folder(team), D, "enginering")


def test_a_design_without_the_block_says_how_to_write_it(team):
    edit(team, lambda text: text.replace(REVIEWS, ""))
    with pytest.raises(NotFoundError, match=r"names no reviewers; write a block `yaml wager.reviews`"):
        approve_design(open_folder(team), D, "engineering")
    assert standing(team).needs_none == "the document has no block `reviews`"


def test_an_edit_that_matters_voids_a_sign_off_and_prose_does_not(team, monkeypatch):
    sign(team, monkeypatch, engineering=BOB)
    edit(
        team,
        lambda text: (
            text.replace("tradeoff: more warnings", "tradeoff: many more warnings") + "\nMore words.\n"
        ),
    )
    assert standing(team).missing == {"product": 2}
    edit(team, lambda text: text.replace("by 100 EUR", "by 99 EUR"))
    after = standing(team)
    assert after.missing == {"engineering": 1, "product": 2}
    assert [(one.role, one.who) for one in after.voided] == [("engineering", BOB)]
    edit(team, lambda text: text.replace("by 99 EUR", "by 100 EUR"))
    assert standing(team).missing == {"product": 2}


def test_a_plan_that_cannot_be_read_is_not_signed(team):
    edit(team, lambda text: text.replace("total: 0.05", "total: 5"))
    with pytest.raises(ValueError, match="total"):
        approve_design(open_folder(team), D, "engineering")


def test_a_plan_that_is_not_filled_in_is_not_signed(team):
    edit(team, lambda text: text.replace("why: pays for the display", "why: <why it matters>"))
    with pytest.raises(RefusedError, match="still to fill in"):
        approve_design(open_folder(team), D, "engineering")


def test_an_objection_blocks_until_the_same_role_signs(team, monkeypatch):
    sign(team, monkeypatch, engineering=BOB, product=EVE, product_=DAN)
    assert standing(team).complete
    be(monkeypatch, ANN)  # also who wrote it may object
    given = object_to_design(open_folder(team), D, "product", "nobody reads the display")
    assert given.says == "object"
    assert not standing(team).complete
    assert "Ann Lee <ann@example.com> objects as product: nobody reads the display" in missing_text(
        standing(team), D
    )
    edit(team, lambda text: text.replace("tradeoff: more warnings", "tradeoff: some warnings"))
    assert not standing(team).complete
    sign(team, monkeypatch, product=EVE)
    assert standing(team).complete


def test_who_objects_takes_the_own_sign_off_back(team, monkeypatch):
    sign(team, monkeypatch, engineering=BOB)
    object_to_design(open_folder(team), D, "engineering", "I was wrong")
    assert standing(team).missing == {"engineering": 1, "product": 2}
    sign(team, monkeypatch, engineering=BOB)
    assert standing(team).objections == ()


def test_an_objection_counts_in_a_project_of_one_person_until_it_is_answered(alone):
    object_to_design(open_folder(alone), D, "engineering", "it is too early")
    assert not standing(alone).complete
    given = approve_design(open_folder(alone), D, "engineering")
    assert given.entry
    assert standing(alone).complete


def test_an_objection_needs_a_reason(team):
    with pytest.raises(UsageError, match="needs a reason"):
        object_to_design(open_folder(team), D, "engineering", "  ")


def test_an_objection_that_was_taken_out_of_the_log_still_stands(team):
    given = object_to_design(open_folder(team), D, "engineering", "no")
    (team / given.path).unlink()
    with pytest.raises(
        ConflictError, match=rf"entry review \(role engineering, says object\) .* restore {given.path}"
    ):
        standing(team)


def test_a_sign_off_on_a_branch_that_knew_nothing_of_it_answers_no_objection(team, monkeypatch):
    git(team, "switch", "--quiet", "--create", "other")
    sign(team, monkeypatch, engineering=EVE)
    commit(team, "sign", EVE)
    git(team, "switch", "--quiet", "main")
    be(monkeypatch, BOB)
    object_to_design(open_folder(team), D, "engineering", "no")
    commit(team, "object", BOB)
    git(team, "merge", "--quiet", "--no-edit", "other")
    found = standing(team)
    assert [one.who for one in found.signed] == [EVE]
    assert [one.who for one in found.objections] == [BOB]
    sign(team, monkeypatch, engineering=DAN)
    assert standing(team).objections == ()


def test_a_shallow_clone_is_no_project_of_one_person(team, tmp_path, monkeypatch):
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{team}", "clone")
    assert standing(tmp_path / "clone").needs_none == ""


@pytest.mark.parametrize(
    ("target", "said"), [("late-bus/H1", "name the design: late-bus"), ("late-bux", "did you mean")]
)
def test_only_a_whole_plan_is_reviewed(team, target, said):
    with pytest.raises((UsageError, NotFoundError), match=said):
        approve_design(open_folder(team), target, "engineering")


def test_a_version_is_not_reviewed(rides, tmp_path):
    wiring = open_folder(shutil.copytree(rides, tmp_path / "rides"))
    version = wiring.registry.versions()[-1].id
    with pytest.raises(UsageError, match=f"{version[:12]} is a version; .* name the design: late-bus"):
        object_to_design(wiring, version[:10], "engineering", "no")


def test_approvals_are_those_that_held_when_a_title_moved(tmp_path):
    folder = tmp_path / "a.log"

    def review(at, who, plan, says="approve"):
        append(folder, "review", {"role": "product", "says": says, "why": "", "plan": plan, "who": who}, at)

    review(1, ANN, "first")
    review(2, BOB, "first")
    review(3, BOB, "second")
    review(5, EVE, "second")
    log = read_log(folder)
    assert [one.who for one in approvals(log, until=2)] == [ANN, BOB]
    assert [one.who for one in approvals(log, until=4)] == [BOB]
    assert approvals(log, until=0) == ()
    assert fold_reviews({"product": 2}, "second", log).complete
