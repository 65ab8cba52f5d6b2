"""kill -9, cancel, full disks: a dataset that is taken up again is the same to the byte as one that never stopped."""

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches.dataset import PatchDataset
from multiscale_fusion.core.patches.formats import folder as folders
from multiscale_fusion.core.patches.formats import open_writer
from multiscale_fusion.tests.core.patches import made

needs_kill = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")
LATE_STEPS = 9


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(Path(folder).rglob("*"))
            if path.is_file()}


def names(folder):
    return sorted(path.name for path in Path(folder).iterdir())


@pytest.fixture
def whole(tmp_path_factory, small_groups, format):
    """The dataset of an uninterrupted run."""
    return contents(made.write(format, tmp_path_factory.mktemp("whole") / "a"))


class Steps:
    """Counts what changes the disk for good (renames), and kills this process before the last step of its life."""

    def __init__(self, life=None):
        self.count, self.life = 0, life
        self.replace, self.rename, self.remove = os.replace, os.rename, os.remove

    def __enter__(self):
        for name in ("replace", "rename", "remove"):
            setattr(os, name, self.counted(getattr(self, name)))
        return self

    def __exit__(self, *_):
        os.replace, os.rename, os.remove = self.replace, self.rename, self.remove

    def counted(self, call):
        def counting(*arguments, **named):
            if self.count == self.life:
                os.kill(os.getpid(), signal.SIGKILL)
            self.count += 1
            return call(*arguments, **named)
        return counting


def killed(format, path, life=None, seconds=None, resume=False):
    """Run in a process of its own that is killed after some steps or seconds; was it killed?"""
    process = os.fork()
    if process == 0:
        try:
            with Steps(life):
                made.write(format, path, resume=resume)
        finally:
            os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


@needs_kill
def test_killed_before_any_rename_and_taken_up(tmp_path, format, whole):
    """Some moments while patches are written, and all of them while the dataset is ended and put into place."""
    with Steps() as steps:
        made.write(format, tmp_path / "count")
    chance = random.Random(1)
    lives = {*chance.sample(range(steps.count), min(8, steps.count)),
             *range(max(0, steps.count - LATE_STEPS), steps.count)}
    for life in sorted(lives):
        path = tmp_path / f"life {life}"
        assert killed(format, path, life=life)
        assert contents(made.write(format, path, resume=True)) == whole
    assert all(name == "count" or name.startswith("life") and "." not in name for name in names(tmp_path))


@pytest.mark.long
@needs_kill
def test_killed_at_any_time_and_taken_up(tmp_path, format, whole):
    started = time.monotonic()
    made.write(format, tmp_path / "clock")
    duration, chance = time.monotonic() - started, random.Random(2)
    kills = 0
    for number in range(8):
        path = tmp_path / f"run {number}"
        kills += killed(format, path, seconds=duration * chance.random())
        assert contents(made.write(format, path, resume=True)) == whole
        assert not [name for name in names(tmp_path) if "." in name]
    assert kills >= 3


@pytest.mark.long
@needs_kill
def test_killed_again_and_again(tmp_path, format, whole):
    """The first lives are not long enough for the whole; each takes up where the one before was killed."""
    with Steps() as steps:
        made.write(format, tmp_path / "a")
    shutil.rmtree(tmp_path / "a")
    lives = 0
    while killed(format, tmp_path / "a", life=steps.count // 2 + 3 * lives, resume=True):
        lives += 1
    assert lives > 0
    assert contents(tmp_path / "a") == whole and names(tmp_path) == ["a"]


@needs_kill
def test_an_old_dataset_survives_a_kill_and_a_new_run_begins_anew(tmp_path, format, whole):
    old = contents(made.write(format, tmp_path / "a", count=5))
    with Steps() as steps:
        made.write(format, tmp_path / "count")
    for life in (3, steps.count - 1):
        assert killed(format, tmp_path / "a", life=life)
        kept = tmp_path / "a" if (tmp_path / "a").exists() else tmp_path / "a.replaced"
        assert contents(kept) == old
    assert contents(made.write(format, tmp_path / "a")) == whole
    assert names(tmp_path) == ["a", "count"]


def cancelled(format, path, groups, **changes):
    """A writer that was left after some groups."""
    whole = made.info(**changes)
    writer = open_writer(format, str(path), whole, made.places(whole.count))
    for index in range(groups):
        writer.write_group(index, made.group(whole, index))
    return writer


def test_cancelled_and_kept(tmp_path, format, whole):
    path = cancelled(format, tmp_path / "a", 3).keep()
    assert path == str(tmp_path / "a") and names(tmp_path) == ["a"]
    dataset = PatchDataset(path)
    assert len(dataset) == 3 * made.GROUP and not dataset.info.complete and dataset.info.count == made.COUNT
    for at in (0, 11):
        wanted = made.patch("dem", at, made.raster("dem"))
        assert dataset[at]["values"]["dem"].tobytes() == wanted[2].tobytes()
        assert dataset[at]["mask"]["dem"].tobytes() == wanted[3].tobytes()
    assert contents(made.write(format, path, resume=True)) == whole
    assert PatchDataset(path).info.complete and names(tmp_path) == ["a"]


def test_only_missing_groups_are_asked_for_again(tmp_path, format, small_groups):
    cancelled(format, tmp_path / "a", 3).keep()
    asked = []
    made.write(format, tmp_path / "a", resume=True, before=lambda writer, index: asked.append(index))
    assert asked == [3, 4, 5]
    made.write(format, tmp_path / "a", resume=True, before=lambda writer, index: asked.append(index))
    assert asked == [3, 4, 5]


def test_half_a_group_is_not_kept(tmp_path, format, small_groups, monkeypatch):
    """What was written of a group that did not end is neither read nor left."""
    writer = cancelled(format, tmp_path / "a", 2)
    monkeypatch.setattr(writer, "_store", lambda index, group: type(writer)._store(writer, index, group) and 1 / 0)
    monkeypatch.setattr("multiscale_fusion.core.patches.formats.writer.write_aside",
                        lambda path, content: 1 / 0 if "000002.json" in path else folders.write_aside(path, content))
    with pytest.raises(ZeroDivisionError):
        writer.write_group(2, made.group(made.info(), 2))
    assert len(PatchDataset(writer.keep())) == 2 * made.GROUP


def test_cancelled_and_nothing_left(tmp_path, format, small_groups):
    cancelled(format, tmp_path / "a", 3).discard()
    assert not names(tmp_path)
    assert cancelled(format, tmp_path / "a", 0).keep() == "" and not names(tmp_path)


def test_a_finished_dataset_stays_where_it_is(tmp_path, format, small_groups):
    old = contents(made.write(format, tmp_path / "a", count=5))
    cancelled(format, tmp_path / "a", 3).discard()
    assert contents(tmp_path / "a") == old and names(tmp_path) == ["a"]
    path = cancelled(format, tmp_path / "a", 3).keep()
    assert contents(tmp_path / "a") == old and path == str(tmp_path / "a.partial")
    assert len(PatchDataset(path)) == 3 * made.GROUP
    assert len(PatchDataset(made.write(format, tmp_path / "a", resume=True))) == made.COUNT
    assert names(tmp_path) == ["a"]


def test_an_unfinished_dataset_of_other_parameters_is_not_taken_up(tmp_path, format, small_groups):
    cancelled(format, tmp_path / "a", 2).keep()
    with pytest.raises(FusionError, match="holds an unfinished dataset of other inputs or parameters; turn RESUME off"):
        made.write(format, tmp_path / "a", resume=True, padding="reflect")
    assert len(PatchDataset(tmp_path / "a")) == 2 * made.GROUP
    assert PatchDataset(made.write(format, tmp_path / "a", padding="reflect")).info.padding == "reflect"
    assert names(tmp_path) == ["a"]


FULL = "The disk that holds {0} is full, so a was not written; free some space or choose another folder."
# KiB of a disk that is too small for 300 of the patches, but not for some of them.
TOO_SMALL = {"zarr": 4000, "hdf5": 400, "webdataset": 1500, "tfrecord": 700, "geotiff": 3000}


@pytest.fixture
def large(monkeypatch, small_groups):
    made.small_groups(30)
    return {"count": 300}


def test_a_full_disk_leaves_nothing_or_what_can_be_read(tmp_path, format, large, small_disk):
    small_disk.size(TOO_SMALL[format])
    whole, path = made.info(**large), small_disk.folder / "a"
    for end in ("discard", "keep"):
        writer = None
        with pytest.raises(FusionError) as caught:
            writer = open_writer(format, str(path), whole, made.places(300))
            for index in range(whole.group_count):
                writer.write_group(index, made.group(whole, index))
            writer.finish()
        assert str(caught.value) == FULL.format(small_disk.folder)
        kept = getattr(writer, end)() if writer is not None else None
        if not kept:
            assert names(small_disk.folder) == []
    if format != "hdf5":   # which takes its room at once
        dataset = PatchDataset(kept)
        assert 0 < len(dataset) < 300 and len([*dataset]) == len(dataset) and names(small_disk.folder) == ["a"]
    small_disk.size(100000)
    made.write(format, path, resume=True, **large)
    assert contents(path) == contents(made.write(format, tmp_path / "a", **large))


@pytest.mark.parametrize("place", ["file", "folder of others", "nowhere", "empty name"])
def test_places_that_do_not_work(tmp_path, small_groups, place):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder of others").mkdir()
    (tmp_path / "folder of others" / "thesis.txt").write_text("mine")
    path = {"nowhere": "no/where", "empty name": " "}.get(place, place)
    with pytest.raises(FusionError) as caught:
        made.write("webdataset", tmp_path / path if path.strip() else "")
    assert str(caught.value) == {
        "file": f"{tmp_path / 'file'} is a file; a dataset of patches is a folder, so give another name.",
        "folder of others": f"The folder {tmp_path / 'folder of others'} holds other files (thesis.txt); choose an "
                            "empty folder or a new name.",
        "nowhere": f"The folder {tmp_path / 'no'} does not exist; create it or choose another one.",
        "empty name": "No folder is given for the dataset; choose one."}[place]
    assert names(tmp_path) == ["file", "folder of others"]


def test_a_file_put_into_a_dataset_is_never_removed(tmp_path, small_groups):
    made.write("webdataset", tmp_path / "a")
    (tmp_path / "a" / "notes.txt").write_text("mine")
    with pytest.raises(FusionError, match=r"holds other files \(notes\.txt\)"):
        made.write("webdataset", tmp_path / "a")
    assert (tmp_path / "a" / "notes.txt").read_text() == "mine"


def test_an_empty_folder_is_filled(tmp_path, small_groups):
    (tmp_path / "a").mkdir()
    assert len(PatchDataset(made.write("webdataset", tmp_path / "a"))) == made.COUNT
    assert names(tmp_path) == ["a"]


@pytest.mark.skipif(folders.fcntl is None, reason="needs file locks")
def test_two_runs_do_not_write_one_dataset(tmp_path, small_groups):
    first = cancelled("webdataset", tmp_path / "a", 2)
    for resume in (False, True):
        with pytest.raises(FusionError, match="^Another run is writing a; wait until it has ended, or choose"):
            made.write("webdataset", tmp_path / "a", resume=resume)
    assert len(PatchDataset(first.keep())) == 2 * made.GROUP


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to(tmp_path, small_groups):
    tmp_path.chmod(0o500)
    with pytest.raises(FusionError, match="may not be written to"):
        made.write("webdataset", tmp_path / "a")
    tmp_path.chmod(0o700)
