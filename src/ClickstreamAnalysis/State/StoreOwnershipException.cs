namespace ClickstreamAnalysis.State;

/// <summary>A processor changed a key or a value of a store without putting it again. No record is at fault, so no policy for bad records applies.</summary>
internal sealed class StoreOwnershipException(string message) : InvalidOperationException(message);
