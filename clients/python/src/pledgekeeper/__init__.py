"""A thin client of Pledgekeeper: file reports, see where you stand, suppose figures, verify receipts."""

from .client import Client
from .problems import Fault, NotReached, Problem
from .receipts import InvalidReceipt, verify_receipt
from .settings import NotConfigured

__all__ = ["Client", "Fault", "InvalidReceipt", "NotConfigured", "NotReached", "Problem", "verify_receipt"]
