"""The command `callnotes` with its global option, and the list of its commands.

Heavy parts are imported inside the commands, so that `--help` and small commands answer at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from callnotes import __version__
from callnotes.cli import (
    access,
    accounts,
    add,
    audit,
    backfill,
    calibrate,
    connect,
    consent,
    crm,
    decide,
    demo,
    erase,
    examine,
    exchanges,
    export,
    keep,
    keys,
    ledger,
    look,
    mail,
    misses,
    models,
    promises,
    retention,
    run,
    speakers,
    steps,
    submit,
    templates,
    transparency,
    trust,
    versions,
    webhooks,
)
from callnotes.cli.place import Place

app = typer.Typer(
    name="callnotes",
    help="Recorded calls become notes with evidence, and CRM records that a person confirms.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def place(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder with everything the program keeps (default: var).")
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Recorded calls become notes with evidence, and CRM records that a person confirms."""
    if version:
        print(f"callnotes {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit
    context.obj = Place(data)


in_crm = typer.Typer(help="The CRM: what it holds, what it lets us do, what it needs.")
in_crm.command("show")(look.crm_show)
in_crm.command("probe")(crm.probe)
in_crm.command("setup")(crm.setup)
in_crm.command("connect")(connect.connect)
in_crm.command("disconnect")(connect.disconnect)
in_crm.command("status")(ledger.status)
in_crm.command("reconcile")(ledger.reconcile)
app.add_typer(in_crm, name="crm")

people = typer.Typer(help="Who may sign in.")
people.command("link")(accounts.link)
people.command("list")(accounts.show_all)
people.command("grant")(accounts.grant)
people.command("take-back")(accounts.take_back)
app.add_typer(people, name="accounts")

consents = typer.Typer(help="Which consent is needed where.")
consents.command("rules")(consent.rules)
consents.command("passport")(consent.passport)
opt_outs = typer.Typer(help="People whose calls are not processed.")
opt_outs.command("add")(consent.opt_out_add)
opt_outs.command("remove")(consent.opt_out_remove)
opt_outs.command("list")(consent.opt_out_list)
consents.add_typer(opt_outs, name="opt-out")
app.add_typer(consents, name="consent")

noted = typer.Typer(help="Who did what.")
noted.command("verify")(audit.verify)
noted.command("export")(audit.export)
noted.command("cases")(audit.cases)
noted.command("misses")(misses.misses)
noted.command("end-miss")(misses.end_miss)
app.add_typer(noted, name="audit")

trusted = typer.Typer(help="How far people go with the machine, and who drafts.")
trusted.command("show")(trust.show)
trusted.command("switch")(trust.switch)
trusted.command("count")(trust.count)
app.add_typer(trusted, name="trust")

asked = typer.Typer(help="What is asked of calls.")
asked.command("list")(templates.show_all)
asked.command("show")(templates.show)
asked.command("try")(templates.try_on)
app.add_typer(asked, name="templates")

mails = typer.Typer(help="Mails to the people of the house.")
mails.command("test")(mail.test)
mails.command("preview")(mail.preview)
app.add_typer(mails, name="mail")

outgoing = typer.Typer(help="Where events are sent by signed webhooks.")
for name, act in (
    ("list", webhooks.show_all),
    ("add", webhooks.add),
    ("test", webhooks.test),
    ("log", webhooks.log),
    ("pause", webhooks.pause),
    ("resume", webhooks.resume),
    ("rotate", webhooks.rotate),
    ("remove", webhooks.remove),
):
    outgoing.command(name)(act)
app.add_typer(outgoing, name="webhooks")

master = typer.Typer(help="The master key, under which everything that was said is encrypted.")
master.command("status")(keys.status)
master.command("rotate")(keys.rotate)
app.add_typer(master, name="keys")

for name, command in (
    ("demo", demo.demo),
    ("serve", run.serve),
    ("work", run.work),
    ("submit", submit.submit),
    ("backfill", backfill.backfill),
    ("transcribe", steps.transcribe),
    ("diarize", steps.diarize),
    ("extract", steps.extract),
    ("calls", look.calls),
    ("show", look.show),
    ("promises", promises.promises),
    ("exchanges", exchanges.exchanges),
    ("review", decide.review),
    ("add", add.add),
    ("link", decide.link),
    ("speakers", speakers.speakers),
    ("release", decide.release),
    ("retry", decide.retry),
    ("cancel", decide.cancel),
    ("erase", erase.erase),
    ("access-request", access.access_request),
    ("certificates", erase.certificates),
    ("retention", retention.retention),
    ("hold", retention.hold),
    ("holds", retention.holds),
    ("rerun", versions.rerun),
    ("versions", versions.versions),
    ("diff", versions.diff),
    ("calibration", calibrate.calibration),
    ("doctor", examine.doctor),
    ("fetch-models", models.fetch_models),
    ("export", export.export),
    ("transparency", transparency.transparency),
    ("backup", keep.backup),
    ("restore", keep.restore),
    ("release-sending", keep.release_sending),
):
    app.command(name)(command)
