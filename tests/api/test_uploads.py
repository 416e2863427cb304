"""Files over HTTP: tus 1.0 in, safe headers out, and nothing of strangers."""

import base64
import hashlib
import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image
from uuid6 import uuid7

from accounts.actions import attachments as attachments_module
from accounts.actions.attachments import sweep_files
from accounts.files import pictures, store
from accounts.models import Attachment, StoredFile, Upload
from crm.models import Event

pytestmark = pytest.mark.django_db

UPLOADS = "/api/v1/uploads/"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    """Tests that run beside these have files in the common one."""
    settings.DATA_DIR = tmp_path


def picture(width: int = 40, height: int = 20, format: str = "JPEG", **how: Any) -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, height), (width % 256, height % 256, 90)).save(written, format, **how)
    return written.getvalue()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def encoded(**metadata: Any) -> str:
    return ",".join(f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in metadata.items())


class Sender:
    """A tus client of one person."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
        given = {"Tus-Resumable": "1.0.0"} | {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = given.pop("Content-Type", "application/offset+octet-stream")
        return self.client.generic(method, path, body, content_type=content_type, headers=given)

    def begin(self, length: int, **metadata: Any) -> Any:
        return self.send("POST", UPLOADS, Upload_Length=str(length), Upload_Metadata=encoded(**metadata))

    def append(self, place: str, offset: int, body: bytes, **headers: str) -> Any:
        return self.send("PATCH", place, body, Upload_Offset=str(offset), **headers)

    def offset(self, place: str) -> int:
        return int(self.send("HEAD", place)["Upload-Offset"])

    def upload(self, data: bytes, **metadata: Any) -> Any:
        """All of it in two pieces; the answer to the last one."""
        begun = self.begin(len(data), **metadata)
        assert begun.status_code == 201, begun.content
        half = len(data) // 2
        assert self.append(begun["Location"], 0, data[:half]).status_code == 204
        return self.append(begun["Location"], half, data[half:])


@pytest.fixture
def alice(ask: Callable[[str], Client], world: SimpleNamespace) -> Sender:
    return Sender(ask("alice"))


@pytest.fixture
def shop(world: SimpleNamespace) -> str:
    return str(world.mine.account.pk)


class TestTus:
    def test_the_server_says_what_it_can(self, alice: Sender) -> None:
        told = alice.send("OPTIONS", UPLOADS)

        assert told.status_code == 204
        assert (told["Tus-Version"], told["Tus-Max-Size"]) == ("1.0.0", str(settings.FILE_LIMIT))
        assert {"creation", "termination", "checksum", "expiration"} == set(told["Tus-Extension"].split(","))

    def test_a_photo_comes_in_pieces_and_hangs_on_the_account(self, alice: Sender, shop: str, call: Any) -> None:
        data, chosen = picture(), str(uuid7())

        done = alice.upload(
            data, account=shop, id=chosen, kind="photo", filename="门头.jpg", sha256=digest(data),
            taken_at="2026-03-02T09:30:00+08:00", latitude="29.1", longitude="120.2", accuracy_m="12",
        )  # fmt: skip

        assert (done.status_code, done["Attachment-Id"], done["Upload-Offset"]) == (204, chosen, str(len(data)))
        row = call("alice", "GET", f"/api/v1/attachments/?account={shop}").json()["results"][0]
        assert (row["sha256"], row["size"], row["width"], row["height"]) == (digest(data), len(data), 40, 20)
        assert (row["kind"], row["filename"], row["content_type"]) == ("photo", "门头.jpg", "image/jpeg")
        assert (row["taken_at"], row["latitude"], row["by"]["name"]) == ("2026-03-02T01:30:00+00:00", 29.1, "Alice")
        assert store.path_of(digest(data)).read_bytes() == data
        assert Event.objects.filter(type="attachment.added", subject=chosen).exists()

    def test_it_goes_on_from_what_had_arrived(self, alice: Sender) -> None:
        data = picture(300, 200)
        place = alice.begin(len(data))["Location"]
        alice.append(place, 0, data[:100])
        with store.part_path(place.split("/")[-2]).open("ab") as part:  # a PATCH that was killed before it could answer
            part.write(data[100:150])

        assert alice.offset(place) == 150
        assert alice.append(place, 150, data[150:]).status_code == 204
        assert StoredFile.objects.get().sha256 == digest(data)

    def test_a_server_killed_behind_the_last_byte_keeps_the_file_at_the_next_question(self, alice: Sender, shop: str) -> None:
        data = picture()
        place = alice.begin(len(data), account=shop)["Location"]
        store.append(place.split("/")[-2], 0, data)

        assert alice.send("HEAD", place)["Attachment-Id"] == str(Attachment.objects.get().pk)
        assert alice.append(place, len(data), b"").status_code == 204
        assert Attachment.objects.count() == 1

    def test_a_lost_answer_costs_nothing(self, alice: Sender, shop: str) -> None:
        data = picture()
        first = alice.upload(data, account=shop, id=uuid7())

        again = alice.upload(data, account=shop)

        assert again["Attachment-Id"] == first["Attachment-Id"]
        assert (StoredFile.objects.count(), Attachment.objects.count()) == (1, 1)

    def test_given_up(self, alice: Sender) -> None:
        place = alice.begin(100)["Location"]

        assert alice.send("DELETE", place).status_code == 204
        assert alice.send("HEAD", place).status_code == 404
        assert alice.append(place, 0, b"x").status_code == 404
        assert not list(store.parts())

    @pytest.mark.parametrize(
        ("how", "status", "code"),
        [
            ({"Upload_Offset": "7"}, 409, "upload_offset"),
            ({"Upload_Offset": "-1"}, 400, "invalid"),
            ({"Upload_Offset": ""}, 400, "invalid"),
            ({"Upload_Offset": "0", "Tus_Resumable": "0.2.2"}, 412, "tus_version"),
            ({"Upload_Offset": "0", "Content_Type": "application/json"}, 415, "unsupported_media_type"),
            ({"Upload_Offset": "0", "Upload_Checksum": "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA="}, 460, "checksum_mismatch"),
            ({"Upload_Offset": "0", "Upload_Checksum": "md5 AAAA"}, 400, "invalid"),
        ],
    )
    def test_a_wrong_piece_is_refused_and_nothing_of_it_stays(self, alice: Sender, how: Any, status: int, code: str) -> None:
        place = alice.begin(100)["Location"]

        answer = alice.send("PATCH", place, b"abc", **how)

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert alice.offset(place) == 0

    def test_a_right_checksum_is_taken(self, alice: Sender) -> None:
        place = alice.begin(100)["Location"]
        checksum = "sha256 " + base64.b64encode(hashlib.sha256(b"abc").digest()).decode()

        assert alice.append(place, 0, b"abc", Upload_Checksum=checksum)["Upload-Offset"] == "3"

    def test_more_than_announced_is_too_large(self, alice: Sender) -> None:
        place = alice.begin(2)["Location"]

        assert alice.append(place, 0, b"abc").json()["code"] == "file_too_large"

    @pytest.mark.parametrize(
        ("length", "status", "code"), [("0", 400, "invalid"), ("x", 400, "invalid"), (str(10**12), 413, "file_too_large")]
    )
    def test_lengths(self, alice: Sender, length: str, status: int, code: str) -> None:
        answer = alice.send("POST", UPLOADS, Upload_Length=length)

        assert (answer.status_code, answer.json()["code"]) == (status, code)

    @pytest.mark.parametrize(
        "metadata",
        ["account !!", "a b c,", "kind " + base64.b64encode(b"virus").decode(), "unknown aGk=", "note aGk=,note aGk=", "note /w=="],
    )
    def test_metadata_that_make_no_sense(self, alice: Sender, metadata: str) -> None:
        answer = alice.send("POST", UPLOADS, Upload_Length="5", Upload_Metadata=metadata)

        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")

    def test_the_store_has_an_end(self, alice: Sender, settings: Any) -> None:
        settings.FILES_QUOTA = 1_000

        answer = alice.begin(1_001)

        assert (answer.status_code, answer.json()["code"]) == (413, "storage_full")


class TestWhatIsKept:
    def refused(self, alice: Sender, data: bytes, **metadata: Any) -> tuple[int, str]:
        answer = alice.upload(data, **metadata)
        assert (StoredFile.objects.count(), Upload.objects.count()) == (0, 0)
        assert not list(store.parts())
        return answer.status_code, answer.json()["code"]

    def test_bytes_decide_and_not_what_the_sender_says(self, alice: Sender, shop: str) -> None:
        page = b"<html><script>alert(1)</script></html>"

        assert self.refused(alice, page, account=shop, filename="a.jpg", filetype="image/jpeg") == (415, "file_type")
        assert self.refused(alice, b"MZ" + bytes(200), filename="a.pdf") == (415, "file_type")
        assert self.refused(alice, b"\xff\xd8\xff\xe0" + bytes(200)) in {(415, "file_type"), (415, "damaged_file")}

    def test_half_a_photo(self, alice: Sender) -> None:
        data = picture(400, 400, quality=95)

        assert self.refused(alice, data[: len(data) // 2]) == (415, "damaged_file")

    def test_a_bomb(self, alice: Sender, monkeypatch: Any) -> None:
        monkeypatch.setattr(pictures, "MOST_PIXELS", 10_000)

        assert self.refused(alice, picture(200, 200, "PNG")) == (415, "picture_too_large")

    def test_another_content_than_announced(self, alice: Sender) -> None:
        assert self.refused(alice, picture(), sha256="0" * 64) == (460, "checksum_mismatch")

    def test_an_archive_and_a_document_with_macros(self, alice: Sender) -> None:
        import zipfile

        for names, code in ((("a.txt",), "file_type"), (("word/document.xml", "word/vbaProject.bin"), "file_type")):
            written = BytesIO()
            with zipfile.ZipFile(written, "w") as archive:
                for name in names:
                    archive.writestr(name, "x")
            assert self.refused(alice, written.getvalue()) == (415, code)

    def test_a_photo_held_on_its_side_is_shown_upright_and_without_its_place(self, alice: Sender, shop: str, ask: Any) -> None:
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "Secret camera"
        data = picture(600, 300, exif=exif)

        pk = alice.upload(data, account=shop)["Attachment-Id"]

        stored = StoredFile.objects.get()
        assert (stored.width, stored.height) == (300, 600)
        answer = ask("alice").get(f"/api/v1/attachments/{pk}/preview/")
        preview = b"".join(answer.streaming_content)
        assert Image.open(BytesIO(preview)).size == (240, 480)
        assert b"Secret" not in preview

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/passwd", "passwd.jpg"), ("C:\\Windows\\a.exe", "a.exe.jpg"), ("", "file.jpg"), ("\u202egpj.exe", "gpj.exe.jpg"),
            ("门头 照片.JPEG", "门头 照片.JPEG"), ("a" * 300, "a" * 116 + ".jpg"), ('x"\n<b>.jpg', "x b .jpg"), (".jpg", "jpg.jpg"),
        ],
    )  # fmt: skip
    def test_names_are_only_told(self, alice: Sender, shop: str, name: str, kept: str) -> None:
        alice.upload(picture(), account=shop, filename=name)

        assert Attachment.objects.get().filename == kept

    def test_a_paper_comes_as_a_download_and_runs_nothing(self, alice: Sender, shop: str, ask: Any) -> None:
        pk = alice.upload(b"%PDF-1.7\n" + bytes(50), account=shop, kind="contract", filename="合同.pdf")["Attachment-Id"]

        answer = ask("alice").get(f"/api/v1/attachments/{pk}/file/")

        assert answer["Content-Disposition"].startswith("attachment")
        assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == ("nosniff", "default-src 'none'; sandbox")
        assert (answer["Content-Type"], b"".join(answer.streaming_content)[:5]) == ("application/pdf", b"%PDF-")
        assert ask("alice").get(f"/api/v1/attachments/{pk}/preview/").status_code == 404

    def test_a_copy_is_asked_for_each_time(self, alice: Sender, shop: str, ask: Any) -> None:
        pk = alice.upload(picture(), account=shop)["Attachment-Id"]
        first = ask("alice").get(f"/api/v1/attachments/{pk}/file/")

        again = ask("alice").get(f"/api/v1/attachments/{pk}/file/", headers={"If-None-Match": first["ETag"]})

        assert (first["Cache-Control"], again.status_code, again.content) == ("private, no-cache", 304, b"")


class TestTheDoor:
    def test_an_upload_is_its_senders_alone(self, alice: Sender, ask: Any) -> None:
        place = alice.begin(100)["Location"]

        for who in ("bob", "lena", "admin", "token"):
            assert Sender(ask(who)).send("HEAD", place).status_code == 404

    def test_a_strangers_account_is_not_there_and_a_mates_not_mine(self, ask: Any, shop: str) -> None:
        for who, status in (("charlie", 404), ("bob", 403), ("sam", 403), ("ann", 403)):
            answer = Sender(ask(who)).begin(10, account=shop)
            assert answer.status_code == status, who

    def test_a_digest_is_no_key(self, alice: Sender, shop: str, world: Any, call: Any) -> None:
        data = picture()
        alice.upload(data, account=shop)
        theirs = {"account": str(world.theirs.account.pk), "sha256": digest(data)}

        assert call("charlie", "POST", "/api/v1/attachments/", theirs).status_code == 404
        assert call("charlie", "GET", "/api/v1/attachments/").json()["results"] == []

    def test_bytes_are_behind_the_accounts_door(self, alice: Sender, shop: str, ask: Any) -> None:
        pk = alice.upload(picture(), account=shop)["Attachment-Id"]

        for who, status in (
            ("alice", 200),
            ("bob", 200),
            ("lena", 200),
            ("ann", 200),
            ("charlie", 404),
            ("sam", 404),
            ("dora", 404),
        ):
            for part in ("file", "preview"):
                assert ask(who).get(f"/api/v1/attachments/{pk}/{part}/").status_code == status, (who, part)

    def test_put_away_and_brought_back(self, alice: Sender, shop: str, call: Any) -> None:
        pk = alice.upload(picture(), account=shop)["Attachment-Id"]
        path = f"/api/v1/attachments/{pk}/"

        assert call("bob", "POST", f"{path}archive/", {}).status_code == 403
        assert call("alice", "POST", f"{path}archive/", {}).json()["archived_at"] is not None
        assert call("alice", "GET", f"/api/v1/attachments/?account={shop}").json()["results"] == []
        assert call("alice", "POST", f"{path}archive/", {}).status_code == 409
        assert call("alice", "POST", f"{path}restore/", {}).json()["archived_at"] is None


class TestWithVisits:
    def test_photos_that_came_before_the_result_hang_on_the_visit(self, alice: Sender, world: Any, call: Any) -> None:
        data = picture()
        alice.upload(data, filename="a.jpg")

        body = {"outcome": "ordered", "photos": [digest(data)]}
        call("alice", "POST", f"/api/v1/visits/{world.mine.visit.pk}/complete/", body)

        found = Attachment.objects.get()
        assert (found.subject, found.kind, found.account_id) == (world.mine.visit.pk, "photo", world.mine.account.pk)

    def test_photos_that_come_later_say_where_they_belong(self, alice: Sender, world: Any, call: Any, shop: str) -> None:
        data, visit = picture(), str(world.mine.visit.pk)
        call("alice", "POST", f"/api/v1/visits/{visit}/complete/", {"outcome": "ordered", "photos": [digest(data)]})

        alice.upload(data, account=shop, subject=visit, kind="photo")

        rows = call("lena", "GET", f"/api/v1/attachments/?subject={visit}").json()["results"]
        assert [row["sha256"] for row in rows] == [digest(data)]


class TestTheSweep:
    def test_what_nothing_hangs_on_goes_and_the_rest_stays(self, alice: Sender, shop: str, monkeypatch: Any) -> None:
        kept, loose = picture(40, 40), picture(50, 50)
        alice.upload(kept, account=shop)
        alice.upload(loose)
        place = alice.begin(100)["Location"]
        orphan = store.path_of("f" * 64)
        orphan.parent.mkdir(parents=True, exist_ok=True)
        orphan.write_bytes(b"left by a kill")

        sweep_files(at=timezone.now())
        assert orphan.exists()  # it may be on its way into the database
        monkeypatch.setattr(attachments_module, "GRACE", timedelta(seconds=-10))
        sweep_files(at=timezone.now())
        assert not orphan.exists()
        assert store.path_of(digest(loose)).exists()
        sweep_files(at=timezone.now() + timedelta(days=8))

        assert [stored.sha256 for stored in StoredFile.objects.all()] == [digest(kept)]
        assert not store.path_of(digest(loose)).exists()
        assert store.path_of(digest(kept)).exists()
        assert store.received(place.split("/")[-2]) is None


def test_two_senders_at_once_make_no_mixture() -> None:
    """One writes on, the other learns that its place is taken; what lies there is one of them from end to end."""
    upload = uuid4()
    store.begin_part(upload)
    refused: list[int] = []

    def write(sign: bytes) -> None:
        at = 0
        try:
            for _ in range(200):
                at = store.append(upload, at, sign * 50)
        except store.OffsetTaken:
            refused.append(at)

    threads = [threading.Thread(target=write, args=(sign,)) for sign in (b"a", b"b", b"c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    data = store.part_path(upload).read_bytes()
    store.discard_part(upload)
    assert len(refused) == 2
    assert data == data[:1] * 50 * 200 or len(data) % 50 == 0
