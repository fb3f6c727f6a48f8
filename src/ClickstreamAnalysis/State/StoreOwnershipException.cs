namespace ClickstreamAnalysis.State;

/// <summary>A processor changed a key or a value of a store without putting it again. The processor is at fault and not a record, so the policy for bad records does not apply.</summary>
internal sealed class StoreOwnershipException(string message) : InvalidOperationException(message);
