/**
 * Holds what a job or a step declares: source, mapping, refresh, thresholds. May import model and
 * the dataset.
 */
@NullMarked
package io.citylake.contract.job;

import org.jspecify.annotations.NullMarked;
