using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Topologies;

/// <summary>A user's function over a record, given as a lambda over key and value or over the whole record.</summary>
/// <remarks>Records are passed by reference as far as the user's code, because values may be large structs.</remarks>
internal sealed class RecordFunction<TKey, TValue, TResult>
{
    private readonly Func<TKey, TValue, TResult>? _ofKeyAndValue;
    private readonly Func<Record<TKey, TValue>, TResult>? _ofRecord;

    public RecordFunction(Func<TKey, TValue, TResult> function, [CallerArgumentExpression(nameof(function))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function, name);
        _ofKeyAndValue = function;
    }

    public RecordFunction(Func<Record<TKey, TValue>, TResult> function, [CallerArgumentExpression(nameof(function))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function, name);
        _ofRecord = function;
    }

    /// <summary>Whether the user's code receives the whole record, including headers.</summary>
    public bool SeesRecord => _ofRecord is not null;

    /// <summary>Whether this is the function of a delegate.</summary>
    public bool IsOf(Delegate code) => code.Equals(_ofKeyAndValue) || code.Equals(_ofRecord);

    public TResult Invoke(in Record<TKey, TValue> record) =>
        _ofKeyAndValue is not null ? _ofKeyAndValue(record.Key, record.Value) : _ofRecord!(record);
}
