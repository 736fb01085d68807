"""The two plans under one name: what is staged before a person decides, and what becomes live afterwards.

A file of its own so that the pipeline asks one place for plans, while each plan stands in its own module.
"""

from crm_sync.plan_settlement import plan_settlement
from crm_sync.plan_staging import plan_staging

__all__ = ["plan_settlement", "plan_staging"]
