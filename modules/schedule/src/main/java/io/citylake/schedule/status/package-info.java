/**
 * Holds how things stand: what is fresh, at risk, late, failing or blocked, and the one cause. Must
 * not change anything.
 */
@NullMarked
package io.citylake.schedule.status;

import org.jspecify.annotations.NullMarked;
