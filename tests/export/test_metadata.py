"""Metadata for catalogues, checked by their official validators."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nmg_data.core.package import Package
from nmg_data.core.package import package as known
from nmg_data.export.cite import cite_in
from nmg_data.export.metadata import METADATA, covered, metadata, metadata_bytes
from nmg_data.export.write import export

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(frozen, tmp_path):
    export(tmp_path / "export", metadata=METADATA)
    return tmp_path / "export"


@pytest.mark.filterwarnings("ignore")
def test_croissant_passes_its_validator_and_reads_every_record(folder):
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    issues = dataset.metadata.ctx.issues
    assert (list(issues.errors), list(issues.warnings)) == ([], [])
    names = [record["ports/port_id"].decode() for record in dataset.records("ports")]
    assert names == [row["port_id"] for row in known().rows("ports")]


def test_croissant_has_the_context_of_the_reference_implementation():
    rdf = pytest.importorskip("mlcroissant._src.core.rdf")
    version = pytest.importorskip("mlcroissant._src.core.context")
    context = version.Context(conforms_to=version.CroissantVersion.V_1_1)
    assert rdf.make_context(context) == metadata("croissant", known())["@context"]


def test_csvw_passes_its_validator(folder):
    pytest.importorskip("csvw")
    script = Path(sys.executable).with_name("csvwvalidate")
    output = subprocess.check_output([script, "-l", folder / "csv-metadata.json"], text=True)
    assert "OK" in output


def test_schema_org_has_what_search_engines_ask_for(folder):
    found = json.loads((folder / "schema-org.json").read_text())
    assert {"name", "description", "license", "creator", "url"} <= set(found)
    assert found["temporalCoverage"] == covered(known())
    assert found["spatialCoverage"]["name"] == ["Inner Mongolia", "内蒙古自治区"]
    assert found["citation"] == cite_in(known())
    mirrors = {row["url"] for row in known().rows("sources") if row["host"] == "mirror"}
    assert not mirrors & {source["url"] for source in found["isBasedOn"]}
    assert len(found["distribution"]) == len(known().resources)


def test_the_time_covered_is_that_of_what_happened(frozen):
    rows = known().rows("observations")
    rows[:] = [{"status": "actual", "period": text} for text in ("2016", "", "2025-02/2025-03")]
    rows.append({"status": "target", "period": "2030"})
    assert covered(known()) == "2016/2025"
    rows.clear()
    assert covered(known()) == ""


def test_a_part_describes_that_part(frozen):
    tables = known().tables(["ports"])
    (file,) = metadata("croissant", known(), tables)["distribution"]
    assert file["@id"] == "data/ports.csv"
    assert len(metadata("schema-org", known(), tables)["distribution"]) == 1


def test_the_citation_file_is_the_generated_one():
    yaml = pytest.importorskip("yaml")
    package = Package.of_folder(ROOT)
    about = metadata("cff", package)
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8")) == about
    assert yaml.safe_load(metadata_bytes("cff", package, [])) == about
