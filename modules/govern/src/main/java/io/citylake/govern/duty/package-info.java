/**
 * Holds what is kept of separated administrators: that they were declared, and who agreed that they
 * end. May import {@code model}, {@code contract}, {@code lake.catalog} and {@code govern.state}.
 * Must not know commands.
 */
@NullMarked
package io.citylake.govern.duty;

import org.jspecify.annotations.NullMarked;
