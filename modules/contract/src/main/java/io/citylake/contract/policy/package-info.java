/** Holds roles, grants, masks, row filters and limits. May import model. */
@NullMarked
package io.citylake.contract.policy;

import org.jspecify.annotations.NullMarked;
