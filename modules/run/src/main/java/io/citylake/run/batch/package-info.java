/** Holds the order of the verbs for one batch of a job or step. The only place that knows it. */
@NullMarked
package io.citylake.run.batch;

import org.jspecify.annotations.NullMarked;
