package io.citylake.schedule.plan;

import io.citylake.contract.schedule.InputDates;
import io.citylake.model.JobName;

/** A task that another needs of other business dates than its own. */
public record DatedInput(JobName task, InputDates dates) {}
