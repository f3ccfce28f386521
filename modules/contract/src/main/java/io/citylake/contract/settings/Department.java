package io.citylake.contract.settings;

import org.jspecify.annotations.Nullable;

/**
 * A department that answers for data, as the catalogue names it.
 *
 * @param code its unified social credit code, GB 32100-2015 (资源提供方代码)
 * @param responsible the person or post that answers for its data (责任人)
 * @param contact how they are reached; null for not told
 */
public record Department(String code, String responsible, @Nullable String contact) {}
