"""What is to be said of footprints that are read."""

import numpy as np
from pyproj import CRS

from ..advice import Points, Question, check
from ..finding import Finding, Severity
from ..message import listed, message
from ..product import find_product
from ..reporter import Reporter, Share
from .read import CRS as PLACES
from .read import Granules


def tell_of_product(plan: Granules, reporter: Reporter) -> None:
    """Tell what rules find on the product, and which parts of its filter cannot be applied: before it is read.

    Raises Cancelled when the reporter says so.
    """
    points = Points(plan.layout.id, CRS.from_user_input(PLACES), np.empty(0), np.empty(0), plan.rows, (np.nan,) * 4,
                    product=find_product(plan.layout.id))
    # The progress stays where it is.
    for finding in check(Question((), points=(points,), purpose="sample"), reporter=Share(reporter, 0.0, 0.0)):
        reporter.finding(finding)
    for granule, rule in plan.unapplied:
        reporter.finding(Finding(
            "QUALITY_UNFILTERED", Severity.WARNING, granule,
            message("it lacks {name}, so that this part of the recommended filter is not applied.", name=rule),
            message("Look for another flag of quality among its variables and filter by that, or take the whole "
                    "granule.")))


def tell_of_footprints(plan: Granules, reporter: Reporter) -> None:
    """Tell what the counts show, once all chunks are read."""
    counts, product = plan.counts, plan.layout.id
    if not counts.kept:
        reasons = listed([message("{count} {reason}", count=count, reason=reason)
                          for reason, count in counts.dropped.items() if count])
        reporter.finding(Finding(
            "FOOTPRINTS_EMPTY", Severity.WARNING, product,
            message("no footprint is left of the {count} that were read ({reasons}), and the layer is empty.",
                    count=counts.read, reasons=reasons) if counts.read else
            message("the granules hold no footprints, and the layer is empty."),
            message("Widen EXTENT or TIME_RANGE, or read without QUALITY and filter by the fields.")))
    if counts.unfit:
        reporter.finding(Finding(
            "QUALITY_UNFILTERED", Severity.WARNING, product,
            message("{percent:.3g} % of the footprints do not pass the recommended filter, which was not applied.",
                    percent=100.0 * counts.unfit / counts.kept),
            message("Set QUALITY, or filter by the fields that the filter looks at before values are used.")))
