/**
 * Holds the one commit that publishes, what follows it, and recovery after dead runs. Must not
 * write rows.
 */
@NullMarked
package io.citylake.publish.commit;

import org.jspecify.annotations.NullMarked;
