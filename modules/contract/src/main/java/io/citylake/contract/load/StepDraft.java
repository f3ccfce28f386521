package io.citylake.contract.load;

import io.citylake.contract.shape.View;

/**
 * A step's file in its two parts.
 *
 * @param sql after the head, at the lines at which it stands in the file
 */
record StepDraft(View head, String sql, String file) {}
