package io.citylake.run.round;

/**
 * How far a Spark stage is.
 *
 * @param job that it is of; empty where nobody knows
 * @param rows that its tasks have read so far
 * @param bytesRead of the sources; 0 where the stage reads none, or a source tells none
 * @param bytesPlanned that the job reads; 0 where that is not known
 */
public record StageProgress(
    String job, int tasksDone, int tasks, long rows, long bytesRead, long bytesPlanned) {}
