"""What a download tells the user."""

from collections import Counter
from collections.abc import Sequence

from ..errors import FusionError
from ..finding import Finding, Severity
from ..grid import size_text
from ..message import message
from ..reporter import Reporter
from .download import Outcome, State

_MOST_NAMED = 3


def check_complete(outcomes: Sequence[Outcome]) -> None:
    """Raises FusionError if a file is missing: what is built upon the files must not take a part for all."""
    failed = [each for each in outcomes if each.state is State.FAILED]
    if failed:
        raise FusionError(message("{count} of {all} files are missing; the first of them: {reason}", count=len(failed),
                                  all=len(outcomes), reason=failed[0].reason))


def tell_of_download(outcomes: Sequence[Outcome], reporter: Reporter) -> None:
    """Counts, what failed, and what could not be verified."""
    counts = Counter(each.state for each in outcomes)
    reporter.info(message(
        "{new} files downloaded, {window} of them as the area of interest alone ({size}); {present} were there "
        "already.", new=counts[State.DOWNLOADED] + counts[State.RESUMED] + counts[State.WINDOW],
        window=counts[State.WINDOW], size=size_text(sum(each.fetched for each in outcomes)),
        present=counts[State.PRESENT]))
    if counts[State.RESUMED]:
        reporter.info(message("{count} of them went on where an earlier run had ended.", count=counts[State.RESUMED]))
    if counts[State.OUTSIDE]:
        reporter.info(message("{count} files have no pixel in the area of interest.", count=counts[State.OUTSIDE]))
    unverified = sum(each.state in (State.DOWNLOADED, State.RESUMED) and each.remote.checksum is None
                     for each in outcomes)
    if unverified:
        reporter.info(message("The archive's catalogue has no checksum for {count} of the files; their sizes were "
                              "checked as far as they are known.", count=unverified))
    failed = [each for each in outcomes if each.state is State.FAILED]
    for each in failed[_MOST_NAMED:]:
        reporter.info(each.reason)
    for each in failed[:_MOST_NAMED]:
        reporter.finding(Finding(
            "DOWNLOAD_INCOMPLETE", Severity.WARNING, each.remote.name, each.reason,
            message("{count} of {all} files are missing; run it again: what is there is skipped.", count=len(failed),
                    all=len(outcomes))))
