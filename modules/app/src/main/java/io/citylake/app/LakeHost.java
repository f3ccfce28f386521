package io.citylake.app;

import io.citylake.contract.settings.Environment;
import io.citylake.run.session.SparkStarter;
import java.time.Clock;

/** What the process that a lake lives in gives it. */
public record LakeHost(Environment environment, Clock clock, SparkStarter spark) {}
