package io.citylake.run.subject;

import org.jspecify.annotations.Nullable;

/**
 * Where a person is, or was.
 *
 * @param place a table, or what else holds something
 * @param rows that queries would answer now, or what else there is of it
 * @param hidden rows of earlier snapshots and branches, and deleted ones that files still hold
 * @param kept what keeps it, and until when; null where nothing does
 */
public record SubjectPlace(String place, long rows, long hidden, @Nullable String kept) {}
