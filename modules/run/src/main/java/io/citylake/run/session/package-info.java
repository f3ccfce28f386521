/** Holds how a process comes by its Spark sessions and which of them suits a job. */
@NullMarked
package io.citylake.run.session;

import org.jspecify.annotations.NullMarked;
