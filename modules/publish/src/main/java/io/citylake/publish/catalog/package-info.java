/**
 * Holds the catalog: its database, its table commits, leases, the workspace's identity and Spark's
 * settings. May import model and contract. Must not know runs.
 */
@NullMarked
package io.citylake.publish.catalog;

import org.jspecify.annotations.NullMarked;
