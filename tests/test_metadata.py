"""The metadata of seven catalogues, checked with their own validators where there are any."""

import json
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from nmg_data import tables
from nmg_data._descriptor import fields, package, table_schema
from nmg_data._export import export
from nmg_data._metadata import CROISSANT_CONTEXT, METADATA, model, yaml

ROOT = Path(__file__).resolve().parents[1]
WHOLE = package()
NAMES = list(tables())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Export the Data Package with all metadata."""
    target = tmp_path_factory.mktemp("metadata")
    export(target, ["csv"], metadata=METADATA)
    return target


def read(folder, kind):
    return json.loads((folder / METADATA[kind][0]).read_text("utf-8"))


def test_every_kind_is_there_and_is_the_same_twice(folder, tmp_path):
    export(tmp_path, [], metadata=METADATA)
    for file, _ in METADATA.values():
        assert (folder / file).read_bytes() == (tmp_path / file).read_bytes()


@pytest.mark.parametrize("kind", METADATA)
def test_the_version_and_the_date_are_those_of_the_descriptor(folder, kind):
    text = (folder / METADATA[kind][0]).read_text("utf-8")
    assert WHOLE["version"] in text
    assert WHOLE["created"][:10] in text


def test_the_committed_citation_is_the_generated_one():
    file, render = METADATA["cff"]
    assert (ROOT / file).read_bytes() == render(model()), (
        f"{file} differs from the descriptor. Make it anew: "
        f"nmg-data export build --metadata cff && cp build/{file} ."
    )


def test_a_part_describes_that_part():
    whole = model(["ports"])
    for file, render in METADATA.values():
        text = render(whole).decode()
        assert "data/observations.csv" not in text, file


# Croissant


def test_croissant_passes_its_validator(folder):
    pytest.importorskip("mlcroissant")
    command = [sys.executable, "-m", "mlcroissant.scripts.validate"]
    done = subprocess.run(
        [*command, "--jsonld", folder / "croissant.json"], capture_output=True, text=True
    )
    if done.returncode and "No module named" in done.stderr:
        pytest.skip("mlcroissant has no validator of that name")
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert "Done." in done.stderr


def test_croissant_reads_every_record(folder):
    mlcroissant = pytest.importorskip("mlcroissant")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
        assert dataset.metadata.ctx.is_v1_1()
        assert not dataset.metadata.ctx.issues.errors
        assert not dataset.metadata.ctx.issues.warnings
        for name in NAMES:
            records = list(dataset.records(name))
            rows = (folder / "data" / f"{name}.csv").read_text("utf-8")
            key = f"{name}/{table_schema(name)['primaryKey'][0]}"
            expected = [line.partition(",")[0] for line in rows.splitlines()[1:]]
            if '"' not in rows:
                assert [record[key].decode() for record in records] == expected
            assert {part.removeprefix(f"{name}/") for part in records[0]} == {
                field["name"] for field in fields(table_schema(name))
            }


def test_croissant_finds_a_damaged_file(folder):
    found = {one["@id"]: one["sha256"] for one in read(folder, "croissant")["distribution"]}
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    told = {line[66:]: line[:64] for line in sums}
    assert found == {path: told[path] for path in found}


def test_croissant_has_the_context_of_the_reference_implementation():
    rdf = pytest.importorskip("mlcroissant._src.core.rdf")
    context = pytest.importorskip("mlcroissant._src.core.context")
    ctx = context.Context(conforms_to=context.CroissantVersion.V_1_1)
    assert rdf.make_context(ctx) == CROISSANT_CONTEXT


# CSV on the Web


def csvw_problems(folder):
    """Return what the csvw library finds in a folder, warnings included."""
    csvw = pytest.importorskip("csvw")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        # Lax: a reference may be empty.
        try:
            found = csvw.CSVW(str(folder / "csv-metadata.json"), validate=True, strict=False)
            valid = found.is_valid
        except ValueError as error:
            return False, [str(error)]
    return valid, [str(one.message) for one in caught + list(found.warnings or [])]


def test_csvw_passes_its_validator(folder):
    valid, told = csvw_problems(folder)
    assert valid, told
    assert [one for one in told if "unclosed" not in one] == []


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        (r",road,", ",ship,"),
        (r"^arxan_road,", "Arxan Road,"),
        (r",40\.56,", ",95,"),
        (r",40\.56,", ",forty,"),
        (r",true,", ",yes,"),
        (r"^port_id,", "port,"),
        (r",hinggan,", ",nowhere,"),
    ],
)
def test_csvw_refuses(folder, tmp_path, pattern, wrong):
    for path in folder.rglob("*.csv"):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / path.name).write_bytes(path.read_bytes())
    render = METADATA["csvw"][1]
    (tmp_path / "csv-metadata.json").write_bytes(render(model(["places", "ports"])))
    text = (tmp_path / "data/ports.csv").read_text("utf-8")
    broken = re.sub(pattern, wrong, text, count=1, flags=re.MULTILINE)
    assert broken != text
    (tmp_path / "data/ports.csv").write_text(broken, "utf-8")
    valid, told = csvw_problems(tmp_path)
    assert not valid
    assert told


def test_csvw_titles_are_tagged_with_their_language(folder):
    found = read(folder, "csvw")
    assert [table["url"] for table in found["tables"]] == [f"data/{name}.csv" for name in NAMES]
    for name, table in zip(NAMES, found["tables"], strict=True):
        columns = table["tableSchema"]["columns"]
        for field, column in zip(fields(table_schema(name)), columns, strict=True):
            assert column["titles"] == {
                "und": field["name"],
                "en": field["title"],
                "zh": field["title_zh"],
            }


# schema.org, DCAT-AP, RO-Crate


def triples(document):
    """Parse JSON-LD without the network."""
    rdflib = pytest.importorskip("rdflib")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of its own classes
        return rdflib.Graph().parse(data=json.dumps(document), format="json-ld")


def test_schema_org_has_what_search_engines_ask_for(folder):
    found = read(folder, "schema-org")
    assert found["@context"] == "https://schema.org/"
    wanted = "name description license creator url version datePublished distribution keywords"
    assert all(found[key] for key in wanted.split())
    assert len(found["distribution"]) == len(NAMES)
    assert 50 <= len(found["description"][0]["@value"]) <= 5000
    local = {**found, "@context": {"@vocab": "https://schema.org/"}}
    graph = triples(local)
    datasets = graph.query("SELECT ?s { ?s a <https://schema.org/Dataset> }")
    assert len(datasets) == 1


def test_dcat_has_what_the_profile_asks_for(folder):
    found = read(folder, "dcat")
    graph = triples(found)
    answer = graph.query(
        """
        PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/>
        PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?file ?hash {
            ?set a dcat:Dataset ; dct:title ?title ; dct:description ?text ;
                 dct:publisher/foaf:name ?who ; dcat:theme ?theme ; dcat:distribution ?one .
            ?one a dcat:Distribution ; dcat:accessURL ?access ; dcat:downloadURL ?file ;
                 dct:license ?licence ; dct:format ?format ; dcat:byteSize ?size ;
                 spdx:checksum/spdx:checksumValue ?hash .
            FILTER (lang(?title) = "zh" && lang(?text) = "zh" && isIRI(?theme))
        }"""
    )
    assert len({row.file for row in answer}) == len(NAMES)
    iris = re.findall(r'"@id": "([^"]+)"', json.dumps(found, ensure_ascii=False))
    assert all(re.match(r"(https?|spdx):", iri) for iri in iris)
    assert not [iri for iri in iris if re.search(r'[\s<>"{}|\\^`]', iri)]


def test_ro_crate_passes_the_library(folder):
    rocrate = pytest.importorskip("rocrate.rocrate")
    crate = rocrate.ROCrate(str(folder))
    files = {entity.id for entity in crate.data_entities}
    assert files == {"datapackage.json", *(f"data/{name}.csv" for name in NAMES)}
    assert crate.name == WHOLE["title"]
    assert crate.license["identifier"] == WHOLE["licenses"][0]["name"]
    assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.1"


def test_ro_crate_is_flat_and_closed(folder):
    graph = read(folder, "ro-crate")["@graph"]
    ids = [entity["@id"] for entity in graph]
    assert len(ids) == len(set(ids))
    assert all("@type" in entity for entity in graph)
    named = set(re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(graph, ensure_ascii=False)))
    assert named - set(ids) == {"https://w3id.org/ro/crate/1.1"}
    root = graph[ids.index("./")]
    assert all(root[key] for key in ("name", "description", "datePublished", "license"))


def test_ro_crate_survives_being_written_again(folder, tmp_path):
    rocrate = pytest.importorskip("rocrate.rocrate")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rocrate.ROCrate(str(folder)).write(tmp_path)
        again = rocrate.ROCrate(str(tmp_path))
    assert len(again.get_entities()) == len(rocrate.ROCrate(str(folder)).get_entities())


# CITATION.cff and Zenodo


def test_cff_says_what_the_descriptor_says(folder):
    loader = pytest.importorskip("yaml")
    found = loader.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    assert found["cff-version"] == "1.2.0"
    assert found["type"] == "dataset"
    assert found["version"] == WHOLE["version"]
    assert found["date-released"] == WHOLE["created"][:10]
    assert found["abstract"] == WHOLE["description"]
    assert found["authors"] == [{"name": "nmg-data contributors"}]
    assert found["keywords"] == WHOLE["keywords"]


def test_cff_passes_cffconvert(folder):
    """Cffconvert wants an older jsonschema: give its program in NMG_DATA_CFFCONVERT."""
    program = os.environ.get("NMG_DATA_CFFCONVERT")
    if not program:
        pytest.skip("NMG_DATA_CFFCONVERT names no cffconvert: see RELEASING.md")
    done = subprocess.run(
        [program, "--validate", "-i", folder / "CITATION.cff"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_yaml_quotes_what_would_be_read_otherwise():
    loader = pytest.importorskip("yaml")
    texts = [
        "yes",
        "Off",
        "1.0",
        "1.2.3",
        "12",
        "1e5",
        "2024-01-02",
        "- z",
        "",
        "~",
        "多\n行",
        "null",
    ]
    thing = {"a": 'no: "x" # y', "b": texts, "c": [{"name": "a: b"}], "d": "CC-BY-4.0"}
    assert loader.safe_load(yaml(thing).decode()) == thing


def test_zenodo_has_what_a_deposit_needs(folder):
    found = read(folder, "zenodo")
    for key in ("upload_type", "title", "description", "creators", "license", "publication_date"):
        assert found[key]
    assert found["license"] == "cc-by-4.0"
    links = [one["identifier"] for one in found["related_identifiers"]]
    assert len(links) == len(set(links))


def test_mirrors_are_never_links(folder):
    from nmg_data._describe import read_records

    mirrors = {row["url"] for row in read_records("sources") if row["host"] == "mirror"} - {""}
    for file, _ in METADATA.values():
        text = (folder / file).read_text("utf-8")
        assert not [url for url in mirrors if url in text]
