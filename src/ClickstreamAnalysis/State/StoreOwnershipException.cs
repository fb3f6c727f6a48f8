namespace ClickstreamAnalysis.State;

/// <summary>
/// Thrown when a processor changed a key or a value of a store without putting it again. The fault is in the processor and not in a
/// record, so the bad-record policy does not apply.
/// </summary>
internal sealed class StoreOwnershipException(string message) : InvalidOperationException(message);
