package io.citylake.govern.gate;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.policy.Policies;
import io.citylake.model.TableName;
import java.time.Clock;
import java.time.ZoneId;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * What the gate decides by.
 *
 * @param datasets the contract: a table that it doesn't hold is for administrators only
 * @param policies asked at each admission, so that a revoked grant counts from the next one; where
 *     it raises, nobody is admitted
 * @param states the earlier states that may be asked for
 * @param maskKey by which texts are hashed for masks
 * @param zone of local times in statements, and of the day on which a grant expires
 */
public record GateSettings(
    SortedMap<TableName, DatasetContract> datasets,
    Supplier<Policies> policies,
    ReleasedStates states,
    MaskKey maskKey,
    ZoneId zone,
    Clock clock) {}
