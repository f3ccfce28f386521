package io.citylake.cli.call;

import java.io.PrintWriter;

/**
 * Where a command prints: results to standard output, talk to standard error, both UTF-8.
 *
 * @param terminal whether a person looks at it, so that a live bar makes sense
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal) {}
