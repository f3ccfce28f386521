/**
 * Holds questions about a whole staged table, and thresholds of a batch. May import model and
 * contract. Must not publish.
 */
@NullMarked
package io.citylake.check.audit;

import org.jspecify.annotations.NullMarked;
