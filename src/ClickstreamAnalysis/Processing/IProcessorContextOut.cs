namespace ClickstreamAnalysis;

/// <summary>The context of a processor, with a typed output.</summary>
/// <typeparam name="TKey">Type of forwarded keys.</typeparam>
/// <typeparam name="TValue">Type of forwarded values.</typeparam>
public interface IProcessorContext<TKey, TValue> : IProcessorContext
{
    /// <summary>Forwards a record to every child of this node before the call returns. Its headers are the ones it carries: <c>WithKey</c> and <c>WithValue</c> keep
    /// those of the record they are called on.</summary>
    /// <param name="record">The record.</param>
    void Forward(in Record<TKey, TValue> record);
}
