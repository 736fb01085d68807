"""What people say on calls that is a promise, with its day and condition; and what only sounds like it."""

from __future__ import annotations

PROMISES = """
A: I will make sure a technician calls you back before Friday. | before Friday | -
A: We'll get that fixed for you by tomorrow. | by tomorrow | -
A: I'll have our accounts team send you the invoice by the end of the week. | by the end of the week | -
A: I promise you'll hear from me by Monday. | by Monday | -
A: You'll hear back from us within two business days. | within two business days | -
A: Let me send you the brochure this afternoon. | this afternoon | -
A: I'm sending it out today. | today | -
A: I can have that to you by Thursday. | by Thursday | -
A: We can get somebody out there on Tuesday morning. | on Tuesday morning | -
A: Our man will be there on Wednesday between nine and eleven. | on Wednesday between nine and eleven | -
A: A driver is going to pick it up tomorrow. | tomorrow | -
A: Your refund will be processed within five days. | within five days | -
A: The replacement will ship tomorrow. | tomorrow | -
A: It will be with you by Friday. | by Friday | -
A: I'll follow up with you next week. | next week | -
A: I'll find out and let you know by tomorrow. | by tomorrow | -
A: I'll get back to you on that. | - | -
A: We shall send the papers on Monday. | on Monday | -
A: I am going to escalate this to my supervisor. | - | -
A: By Friday, I'll have the report ready. | By Friday | -
A: On Monday we'll start the installation. | On Monday | -
A: What I'll do is send you a link by email today. | today | -
A: If you send me the form today, I'll process it by Friday. | by Friday | If you send me the form today
A: As soon as the part arrives, we'll give you a call. | - | As soon as the part arrives
A: Once we have the money, we'll ship it within 24 hours. | within 24 hours | Once we have the money
A: When your boss signs it, I'll activate it the same day. | the same day | When your boss signs it
A: I'll waive the late fee this month. | this month | -
A: I'll put in a request, and you'll get it within ten business days. | within ten business days | -
A: We will email you a confirmation shortly. | - | -
A: I'll personally call you on Thursday at two. | on Thursday at two | -
A: You have my word, I'll deliver it by Saturday. | by Saturday | -
A: I'll ask my manager and get back to you tomorrow. | tomorrow | -
A: I'll make a note and someone will call you tomorrow morning. | tomorrow morning | -
A: We'll credit your account with twenty dollars by the end of the month. | by the end of the month | -
A: I'll talk to the warehouse and send you an update by noon. | by noon | -
A: I'll try to get you an answer by tomorrow. | by tomorrow | -
A: I commit to having that done by Friday. | by Friday | -
A: You can expect a call from our engineer on Monday. | on Monday | -
A: You should receive the parcel by Wednesday. | by Wednesday | -
A: I'm gonna send you a new one tomorrow. | tomorrow | -
A: We will be in touch by the end of next week. | by the end of next week | -
A: I'll see to it that the invoice is corrected this week. | this week | -
A: We'll take ten percent off your next invoice. | - | -
A: Leave it with me, I'll sort it out by tomorrow. | by tomorrow | -
A: I will have the quote in your inbox by close of business today. | by close of business today | -
A: Our team's going to review it and we'll email you the result on Friday. | on Friday | -
A: I'd be happy to send it over, you'll have it by tonight. | by tonight | -
C: I'll pay the invoice on Friday. | on Friday | -
C: I will send you the signed contract by Monday. | by Monday | -
C: I'm going to talk to my wife and call you back tomorrow. | tomorrow | -
C: We'll transfer the money by the end of the month. | by the end of the month | -
C: I'll get you those documents by tomorrow. | by tomorrow | -
C: I can drop it off this afternoon. | this afternoon | -
C: I'll let you know by Friday. | by Friday | -
C: You'll have my answer by Wednesday. | by Wednesday | -
C: If you email me the form, I'll fill it in today. | today | If you email me the form
C: I'll check with my husband and get back to you on Monday. | on Monday | -
C: I promise to send it back this week. | this week | -
C: Sure, I will upload the photos tonight. | tonight | -
C: Okay, then I'll bring the car in on Tuesday at eight. | on Tuesday at eight | -
C: I'll be there on Tuesday at eight. | on Tuesday at eight | -
"""

NO_PROMISES = """
A: I'll be honest with you.
A: Let me check that for you.
A: I'll just put you on hold for a moment.
A: I'll see what I can do.
A: You'll be fine.
A: I won't be able to do that by Friday.
A: We can't send it before Monday.
A: I told you I'd send it on Friday.
A: Will you send it by Friday?
A: Should I send it by Friday?
A: Do you think you'll get it by Friday?
A: I'd send it tomorrow if I could.
A: I would call them on Monday if I were you.
A: You will need to fill in the form by Friday.
A: You'll have to send it back by Monday.
A: I'll need your address.
A: I'm going to ask you a few questions.
A: I'll look that up for you now.
A: Let me see, I'll pull up your account.
A: I'll be right with you.
A: I'll be right back.
A: I will say this is unusual.
A: He said he'll call you on Friday.
A: They told me we'll get it on Monday.
A: I hope it will be there by Friday.
A: I was going to send it on Friday.
A: We would have sent it on Monday.
A: I sent it to you on Monday.
A: We sent you a letter last week.
A: I'll transfer you to billing now.
A: I'll read that back to you.
A: We will never share your data.
A: I'm not going to charge you for that.
A: The bill is due on Friday.
A: You can pay it by the end of the month.
A: It will cost you twenty dollars.
A: That will be forty dollars, please.
A: This call will be recorded.
A: I'll take your name and number.
A: I'll go ahead and open a ticket.
A: If you like, I can explain that.
A: I'll let you go then.
A: I'll talk to you later.
A: What time will you be there tomorrow?
A: I'll give you my number.
A: We'll see.
A: I'll do my best.
A: Let me know by Friday.
A: Please call us back on Monday.
A: I'm calling you about the order from Monday.
A: Your appointment is on Friday at ten.
C: I'll take it.
C: I'll think about it.
C: I'll have the large one, please.
C: I'll wait.
C: I will be sixty next month.
C: I will need it by Friday.
C: I'll be on vacation next week.
C: I'm going to be late tomorrow.
C: Can you call me back tomorrow?
C: Will it be ready by Friday?
C: When will I get it?
C: I'll hold.
C: I guess I'll have to wait until Monday then.
C: I'll probably be home tomorrow.
C: So you'll send it by Friday?
C: So I'll get it by Friday, right?
C: Then you will call me tomorrow.
C: He will call you tomorrow, I think.
C: I don't know if I'll be there on Friday.
C: If I don't get it by Friday, I'll cancel.
C: I'll remember that.
"""


def promises() -> tuple[tuple[str, str | None, str | None], ...]:
    """Return (line, day as said, condition) of each promise."""
    rows = []
    for line in PROMISES.strip().splitlines():
        said, due, condition = line.split(" | ")
        rows.append((said, None if due == "-" else due, None if condition == "-" else condition))
    return tuple(rows)


def no_promises() -> tuple[str, ...]:
    """Return the lines that hold no promise."""
    return tuple(NO_PROMISES.strip().splitlines())
