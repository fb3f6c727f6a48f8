namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>Forwards the results of an operator downstream in Streamiz.</summary>
internal interface IResultForwarder
{
    /// <summary>Forwards one result.</summary>
    /// <param name="child">The name of the processor that receives it.</param>
    /// <param name="result">The result.</param>
    void Forward<TKey, TValue>(string child, in Record<TKey, TValue> result);
}
