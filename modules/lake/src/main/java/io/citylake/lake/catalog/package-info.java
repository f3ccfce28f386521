/**
 * Holds the catalog: its database and which of its failures pass, its table commits, the
 * workspace's identity, and what to do with damaged metadata. May import model and contract. Must
 * not know runs.
 */
@NullMarked
package io.citylake.lake.catalog;

import org.jspecify.annotations.NullMarked;
