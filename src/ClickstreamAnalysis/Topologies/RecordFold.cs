using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Topologies;

/// <summary>A user's function that adds a record to a result, given as a lambda over key and value or over the whole record.</summary>
internal sealed class RecordFold<TKey, TValue, TResult>
{
    private readonly Func<TResult, TKey, TValue, TResult>? _ofKeyAndValue;
    private readonly Func<TResult, Record<TKey, TValue>, TResult>? _ofRecord;

    public RecordFold(Func<TResult, TKey, TValue, TResult> add, [CallerArgumentExpression(nameof(add))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(add, name);
        _ofKeyAndValue = add;
    }

    public RecordFold(Func<TResult, Record<TKey, TValue>, TResult> add, [CallerArgumentExpression(nameof(add))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(add, name);
        _ofRecord = add;
    }

    /// <summary>Whether the user's code receives the whole record, including headers.</summary>
    public bool SeesRecord => _ofRecord is not null;

    public TResult Invoke(TResult result, in Record<TKey, TValue> record) =>
        _ofKeyAndValue is not null ? _ofKeyAndValue(result, record.Key, record.Value) : _ofRecord!(result, record);
}
