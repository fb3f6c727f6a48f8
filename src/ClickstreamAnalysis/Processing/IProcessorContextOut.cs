namespace ClickstreamAnalysis;

/// <summary>A processor's context with its typed way out.</summary>
/// <typeparam name="TKey">Type of forwarded keys.</typeparam>
/// <typeparam name="TValue">Type of forwarded values.</typeparam>
public interface IProcessorContext<TKey, TValue> : IProcessorContext
{
    /// <summary>Hands a record to every child of this node, before the call returns.</summary>
    /// <param name="record">The record.</param>
    void Forward(in Record<TKey, TValue> record);
}
