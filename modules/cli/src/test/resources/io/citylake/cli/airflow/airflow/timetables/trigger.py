import datetime
from zoneinfo import ZoneInfo


class CronTriggerTimetable:
    """Minutes and hours of all days: nothing else is needed, and nothing else is taken."""

    def __init__(self, cron, *, timezone):
        self.cron = cron
        self.timezone = timezone
        minutes, hours, *days = cron.split(" ")
        if days != ["*", "*", "*"]:
            raise ValueError(cron)
        self.minutes = self.numbers(minutes, 60)
        self.hours = self.numbers(hours, 24)

    @staticmethod
    def numbers(field, most):
        return range(most) if field == "*" else [int(each) for each in field.split(",")]

    def moments(self, first, last):
        """All from the first day to the last."""
        day = first
        while day <= last:
            for hour in self.hours:
                for minute in self.minutes:
                    local = datetime.datetime.combine(
                        day, datetime.time(hour, minute), ZoneInfo(self.timezone)
                    )
                    yield local.astimezone(datetime.timezone.utc)
            day += datetime.timedelta(days=1)
