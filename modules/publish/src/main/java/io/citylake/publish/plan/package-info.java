/**
 * Holds what tables a workspace's contracts ask for, and how the catalog gets there. May import
 * model and contract. Must not use Spark, so that a plan is shown in under a second.
 */
@NullMarked
package io.citylake.publish.plan;

import org.jspecify.annotations.NullMarked;
