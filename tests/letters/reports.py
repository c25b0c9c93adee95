# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Reports of letters that came back (RFC 3464), each in the form that one mail server has."""

from __future__ import annotations

POSTFIX = """\
Return-Path: <>
Received: by mx.town.example (Postfix) id 4XkQ2r1Zz0; Thu, 29 Oct 2026 09:12:04 +0100 (CET)
Date: Thu, 29 Oct 2026 09:12:04 +0100 (CET)
From: MAILER-DAEMON@mx.town.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: konvent@town.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4XkQ2q6Lz9.1793261524/mx.town.example"
Message-Id: <4XkQ2r1Zz0@mx.town.example>

This is a MIME-encapsulated message.

--4XkQ2q6Lz9.1793261524/mx.town.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

<{to}>: host mx.elsewhere.example[192.0.2.25] said: 550 5.1.1
    <{to}>: Recipient address rejected: User unknown (in reply to RCPT TO command)

--4XkQ2q6Lz9.1793261524/mx.town.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.town.example
X-Postfix-Queue-ID: 4XkQ2q6Lz9
X-Postfix-Sender: rfc822; konvent@town.example
Arrival-Date: Thu, 29 Oct 2026 09:12:03 +0100 (CET)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: failed
Status: {status}
Remote-MTA: dns; mx.elsewhere.example
Diagnostic-Code: smtp; 550 {status} <{to}>: Recipient address rejected:
    User unknown

--4XkQ2q6Lz9.1793261524/mx.town.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 8bit

From: Konvent <konvent@town.example>
To: {to}
Subject: =?utf-8?q?Ihr_Ticket_f=C3=BCr_die_Tagung?=
Message-ID: <{mark}@town.example>

--4XkQ2q6Lz9.1793261524/mx.town.example--
"""
EXIM = """\
Return-path: <>
From: Mail Delivery System <Mailer-Daemon@relay.elsewhere.example>
To: konvent@town.example
References: <{mark}@town.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=1793261600-eximdsn-804289383
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Auto-Submitted: auto-replied
X-Failed-Recipients: {to}

--1793261600-eximdsn-804289383
Content-type: text/plain; charset=us-ascii

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {to}
    Unrouteable address

--1793261600-eximdsn-804289383
Content-type: message/delivery-status

Reporting-MTA: dns; relay.elsewhere.example

Action: failed
Final-Recipient: rfc822;{to}
Status: {status}

--1793261600-eximdsn-804289383
Content-type: message/rfc822

From: Konvent <konvent@town.example>
To: {to}
Subject: A letter
Message-ID: <{mark}@town.example>

Good day

--1793261600-eximdsn-804289383--
"""
EXCHANGE = """\
From: <postmaster@district.example>
To: <konvent@town.example>
Subject: Unzustellbar: Ihr Ticket
In-Reply-To: <{mark}@town.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="d2b1c6c0-2f3e-4a55-9f0a-6e8d6d1c1d1f"

--d2b1c6c0-2f3e-4a55-9f0a-6e8d6d1c1d1f
Content-Type: multipart/alternative; differences=Content-Type;
 boundary="8c4f9f0e-9c0b-4f6e-8e37-0e1f6d1f9a11"

--8c4f9f0e-9c0b-4f6e-8e37-0e1f6d1f9a11
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

SWhyZSBOYWNocmljaHQga29ubnRlIG5pY2h0IHp1Z2VzdGVsbHQgd2VyZGVuLg==

--8c4f9f0e-9c0b-4f6e-8e37-0e1f6d1f9a11--

--d2b1c6c0-2f3e-4a55-9f0a-6e8d6d1c1d1f
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR00MB0000.district.example
Received-From-MTA: dns;mx.town.example
Arrival-Date: Thu, 29 Oct 2026 08:12:05 +0000

Original-Recipient: rfc822;{to}
Final-Recipient: rfc822;{to}
Action: failed
Status: {status}
Diagnostic-Code: smtp;550 {status} RESOLVER.ADR.RecipientNotFound; Recipient {to} not found

--d2b1c6c0-2f3e-4a55-9f0a-6e8d6d1c1d1f
Content-Type: message/rfc822

From: Konvent <konvent@town.example>
To: <{to}>
Message-ID: <{mark}@town.example>
Content-Type: multipart/mixed; boundary="===============1234567890=="

--===============1234567890==
Content-Type: text/plain; charset="utf-8"

Guten Tag

--===============1234567890==--

--d2b1c6c0-2f3e-4a55-9f0a-6e8d6d1c1d1f--
"""
SENDMAIL = """\
From: Mail Delivery Subsystem <MAILER-DAEMON@mail.company.example>
To: <konvent@town.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="39T8C5aB012345.1793261525/mail.company.example"
Subject: Returned mail: see transcript for details
Auto-Submitted: auto-generated (failure)

--39T8C5aB012345.1793261525/mail.company.example

   ----- The following addresses had permanent fatal errors -----
<{to}>
    (reason: 550 {status} <{to}>... User unknown)

--39T8C5aB012345.1793261525/mail.company.example
Content-Type: message/delivery-status

Original-Envelope-Id: {mark}
Reporting-MTA: dns; mail.company.example
Received-From-MTA: DNS; mx.town.example
Arrival-Date: Thu, 29 Oct 2026 09:12:05 +0100

Original-Recipient: RFC822;{to}
Final-Recipient: RFC822; <{to}>
X-Actual-Recipient: RFC822; {to}
Action: failed
Status: {status}
Diagnostic-Code: SMTP; 550 {status} <{to}>... User unknown
Last-Attempt-Date: Thu, 29 Oct 2026 09:12:05 +0100

--39T8C5aB012345.1793261525/mail.company.example
Content-Type: text/rfc822-headers

To: <{to}>
Subject: A letter

--39T8C5aB012345.1793261525/mail.company.example--
"""
MAIL_SERVERS = {"Postfix": POSTFIX, "Exim": EXIM, "Exchange": EXCHANGE, "Sendmail": SENDMAIL}


def report(form: str, *, mark: str, to: str, status: str = "5.1.1") -> bytes:
    """Fill in a report, with the line ends of the wire."""
    filled = form.format(mark=mark, to=to, status=status)
    return filled.replace("\n", "\r\n").encode()
