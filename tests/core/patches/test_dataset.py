"""The reader: random access, choice, shuffling, workers, and what it says of folders that are no dataset."""

import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches.dataset import PatchDataset
from multiscale_fusion.tests.core.patches import made

NAMES = [*made.RASTERS, "label"]


@pytest.fixture(scope="module")
def rasters():
    return {name: made.raster(name) for name in NAMES}


@pytest.fixture
def path(tmp_path, small_groups, format):
    return made.write(format, tmp_path / "a")


def place_of(sample):
    """The place in the made-up dataset of a sample, by its id."""
    return int(np.flatnonzero(made.places().ids == sample["id"])[0])


def check(sample, rasters, names=NAMES):
    """A sample is what was written, cut from the rasters by plain slices."""
    at = place_of(sample)
    places = made.places()
    for key, values in (("key", places.keys), ("row", places.rows), ("column", places.columns),
                        ("split", places.splits), ("x", places.x), ("lon", places.lon), ("lat", places.lat)):
        assert sample[key] == values[at]
    assert list(sample["values"]) == list(sample["mask"]) == list(sample["transform"]) == list(names)
    for name in names:
        _, _, values, mask, transform = made.patch(name, at, rasters[name])
        assert sample["values"][name].dtype == values.dtype and sample["values"][name].shape == values.shape
        assert sample["values"][name].tobytes() == values.tobytes()
        assert sample["mask"][name].tobytes() == mask.tobytes() and sample["mask"][name].dtype == np.uint8
        assert tuple(sample["transform"][name]) == transform
    return at


def digest(sample):
    return sample["id"], {name: values.tobytes() for name, values in sample["values"].items()}


def read(dataset, at):
    """In another process."""
    return os.getpid(), digest(dataset[at])


def test_random_access(path, rasters):
    dataset = PatchDataset(path)
    assert len(dataset) == made.COUNT and dataset.names == tuple(NAMES)
    for at in [22, 0, 11, 3, 4, 3, -1]:
        assert check(dataset[at], rasters) == at % made.COUNT
    with pytest.raises(IndexError):
        dataset[made.COUNT]
    assert [check(sample, rasters) for sample in dataset] == list(range(made.COUNT))


def test_arrays_are_the_callers_own(path):
    dataset = PatchDataset(path)
    first = dataset[5]
    for part in ("values", "mask", "transform"):
        for values in first[part].values():
            values[...] = 7
    assert digest(dataset[5]) != digest(first)


def test_split_and_rasters(path, rasters):
    splits = made.places().splits
    for split in ("train", "validation", "test", ""):
        dataset = PatchDataset(path, split=split, rasters=["dem", "label"])
        assert [check(sample, rasters, ["dem", "label"]) for sample in dataset] == \
            [at for at, each in enumerate(splits) if each == split]
        assert dataset.splits == [split] * len(dataset)


def test_find_and_subset(path, rasters):
    dataset = PatchDataset(path)
    assert dataset.find(int(made.places().ids[9])) == 9
    with pytest.raises(FusionError, match="^The dataset has no patch 000002; ids range from 000001 to 000067.$"):
        dataset.find(2)
    some = dataset.subset([7, 2, 2])
    assert [check(sample, rasters) for sample in some] == [7, 2, 2]


def test_shuffling_is_a_permutation_that_comes_again(path):
    dataset = PatchDataset(path)
    first = dataset.shuffled(seed=3, epoch=0).ids.tolist()
    assert sorted(first) == dataset.ids.tolist() and first != dataset.ids.tolist()
    assert PatchDataset(path).shuffled(3).ids.tolist() == first
    assert dataset.shuffled(3, epoch=1).ids.tolist() != first and dataset.shuffled(4).ids.tolist() != first
    assert dataset.ids.tolist() == made.places().ids.tolist()
    train = PatchDataset(path, split="train").shuffled(3)
    assert set(train.splits) == {"train"} and len(train) == made.places().splits.count("train")


def test_shuffling_is_fair():
    """Each place gets each patch about as often."""
    counts = np.zeros((5, 5))
    for epoch in range(2000):
        counts[np.arange(5), np.random.default_rng([8, epoch]).permutation(5)] += 1
    assert np.abs(counts - 400).max() < 5 * np.sqrt(400 * 0.8)


def test_pickles_as_its_choice(path, rasters):
    dataset = PatchDataset(path, split="train").shuffled(1)
    check(dataset[0], rasters)
    text = pickle.dumps(dataset)
    assert len(text) < 20000
    assert digest(pickle.loads(text)[3]) == digest(dataset[3])


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")
def test_forked_workers(path):
    """They find what the parent has opened."""
    dataset = PatchDataset(path)
    wanted = [digest(dataset[at]) for at in range(made.COUNT)]
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("fork")) as pool:
        found = list(pool.map(read, [dataset] * made.COUNT, range(made.COUNT)))
    assert [content for _, content in found] == wanted
    assert os.getpid() not in {process for process, _ in found}


WORKER = """
import pickle, sys
sys.path.append(sys.argv[1])
from load_package import load_package
load_package()
dataset = pickle.loads(sys.stdin.buffer.read())
sys.stdout.buffer.write(pickle.dumps([dataset[at] for at in range(len(dataset))]))
"""


def test_fresh_worker(path, root):
    """As on Windows and macOS, where workers are started anew and get the dataset pickled."""
    dataset = PatchDataset(path, split="train").shuffled(2)
    worker = subprocess.run([sys.executable, "-c", WORKER, str(root / "tools")], input=pickle.dumps(dataset),
                            capture_output=True, check=True)
    assert [digest(sample) for sample in pickle.loads(worker.stdout)] == [digest(sample) for sample in dataset]


def test_several_threads(path):
    dataset = PatchDataset(path)
    wanted = [digest(dataset[at]) for at in range(made.COUNT)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda at: digest(dataset[at]), [*range(made.COUNT)] * 4)) == wanted * 4


def test_torch_takes_it_as_it_is(path):
    data = pytest.importorskip("torch.utils.data", reason="torch is not installed: its DataLoader is not tried")
    dataset = PatchDataset(path, split="train", rasters=["dem", "cover", "label"])
    batches = list(data.DataLoader(dataset.shuffled(5), batch_size=4, num_workers=2))
    ids = [int(number) for batch in batches for number in batch["id"]]
    assert ids == dataset.shuffled(5).ids.tolist()
    assert tuple(batches[0]["values"]["dem"].shape) == (4, 1, 12, 12)
    assert batches[0]["values"]["dem"][1].numpy().tobytes() == dataset.shuffled(5)[1]["values"]["dem"].tobytes()


def test_a_moved_dataset_is_read(path, tmp_path, rasters):
    shutil.move(path, tmp_path / "elsewhere")
    check(PatchDataset(tmp_path / "elsewhere")[4], rasters)


def test_damage_is_told(path):
    dataset = PatchDataset(path)
    data = os.path.join(path, {"zarr": "patches.zarr", "hdf5": "patches.h5", "geotiff": "patches"}.get(
        dataset.info.format, "shards"))
    shutil.rmtree(data) if os.path.isdir(data) else os.remove(data)
    with pytest.raises(FusionError, match="The patch 000001 of .* cannot be read .* is missing or damaged"):
        dataset[0]


def test_a_cut_file_is_told(tmp_path, small_groups):
    for format in ("hdf5", "webdataset", "tfrecord"):
        folder = tmp_path / made.write(format, tmp_path / format)
        for file in folder.rglob("*"):
            if file.suffix in (".h5", ".tar", ".tfrecord"):
                os.truncate(file, file.stat().st_size // 2)
        with pytest.raises(FusionError, match="cannot be read"):
            [*PatchDataset(folder)]


def test_what_is_no_dataset(tmp_path, small_groups):
    with pytest.raises(FusionError, match="holds no dataset of patches; choose the folder that dataset.json lies in"):
        PatchDataset(tmp_path)
    path = made.write("webdataset", tmp_path / "a")
    with pytest.raises(FusionError, match='^The dataset has no raster "sar"; it has optical, dem, cover, '):
        PatchDataset(path, rasters=["sar"])
    with pytest.raises(FusionError, match='^The dataset has no patch of the split "Train"; it has "", "test", '):
        PatchDataset(path, split="Train")
    info = tmp_path / "a" / "dataset.json"
    text = info.read_text()
    info.write_text(text.replace('"version": 1', '"version": 99'))
    with pytest.raises(FusionError, match="was written by a later version of the plugin"):
        PatchDataset(path)
    info.write_text(text)
    (tmp_path / "a" / "index.npz").write_bytes(b"nonsense")
    with pytest.raises(FusionError, match="The index of .* cannot be read"):
        PatchDataset(path)[0]


def test_without_a_label(tmp_path, small_groups):
    path = made.write("webdataset", tmp_path / "a", label=False)
    dataset = PatchDataset(path)
    assert dataset.patch(0).label is None and "label" not in dataset[0]["values"]
