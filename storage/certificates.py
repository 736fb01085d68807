"""Certificates of what was deleted: kept for good, proven by a hash and by the house's own mark.

In: a `Certificate`. Out: the same with its proof. A certificate whose JSON was changed anywhere is found out
by `is_genuine`, also when somebody reckoned its plain hash anew: the mark takes the master key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from models.erasure import Certificate, SealedCertificate
from storage import fingerprints
from storage.database import Database, Session
from storage.tables import CertificateRow


@dataclass(frozen=True)
class Certificates:
    """All certificates; they are written and never changed."""

    database: Database

    def keep_in(self, session: Session, certificate: Certificate) -> SealedCertificate:
        """Keep the certificate in this transaction, in which what it certifies goes."""
        sealed = sealed_in(session, certificate)
        session.add(
            CertificateRow(
                id=certificate.id,
                call_id=certificate.calls[0] if certificate.scope != "person" else None,
                scope=certificate.scope,
                at=certificate.at,
                body=certificate.model_dump_json(),
                sha256=sealed.sha256,
                seal=sealed.seal,
            )
        )
        session.flush()
        return sealed

    def is_genuine(self, shown: SealedCertificate) -> bool:
        """True for a certificate of this house of which nothing was changed."""
        with self.database.reading() as session:
            return sealed_in(session, shown.certificate) == shown

    def of_call(self, call_id: str) -> tuple[SealedCertificate, ...]:
        """Return the call's own certificates, the oldest first."""
        with self.database.reading() as session:
            return of_call(session, call_id)

    def one(self, certificate_id: str) -> SealedCertificate | None:
        """Return this certificate, or None."""
        with self.database.reading() as session:
            row = session.get(CertificateRow, certificate_id)
            return None if row is None else _value(row)

    def newest(self, *, limit: int, offset: int = 0) -> tuple[SealedCertificate, ...]:
        """Return certificates, the newest first."""
        query = select(CertificateRow).order_by(CertificateRow.at.desc(), CertificateRow.id)
        with self.database.reading() as session:
            return tuple(_value(row) for row in session.scalars(query.limit(limit).offset(offset)))


def sealed_in(session: Session, certificate: Certificate) -> SealedCertificate:
    """Return the certificate with its proof."""
    sha256 = hashlib.sha256(certificate.model_dump_json().encode()).hexdigest()
    seal = fingerprints.of(session, f"certificate:{sha256}")
    return SealedCertificate(certificate=certificate, sha256=sha256, seal=seal)


def of_call(session: Session, call_id: str) -> tuple[SealedCertificate, ...]:
    """Return the call's own certificates, the oldest first."""
    query = select(CertificateRow).where(CertificateRow.call_id == call_id)
    return tuple(_value(row) for row in session.scalars(query.order_by(CertificateRow.at, CertificateRow.id)))


def _value(row: CertificateRow) -> SealedCertificate:
    """Return the row as it stands, proven or not; `is_genuine` judges it."""
    return SealedCertificate(
        certificate=Certificate.model_validate_json(row.body), sha256=row.sha256, seal=row.seal
    )
