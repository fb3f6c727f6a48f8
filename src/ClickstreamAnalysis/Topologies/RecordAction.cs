using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Topologies;

/// <summary>A user's action on a record, given as a lambda over key and value or over the whole record.</summary>
internal sealed class RecordAction<TKey, TValue>
{
    private readonly Action<TKey, TValue>? _ofKeyAndValue;
    private readonly Action<Record<TKey, TValue>>? _ofRecord;

    public RecordAction(Action<TKey, TValue> action, [CallerArgumentExpression(nameof(action))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(action, name);
        _ofKeyAndValue = action;
    }

    public RecordAction(Action<Record<TKey, TValue>> action, [CallerArgumentExpression(nameof(action))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(action, name);
        _ofRecord = action;
    }

    /// <summary>Whether the user's code receives the whole record, including headers.</summary>
    public bool SeesRecord => _ofRecord is not null;

    public void Invoke(in Record<TKey, TValue> record)
    {
        if (_ofKeyAndValue is not null)
        {
            _ofKeyAndValue(record.Key, record.Value);
        }
        else
        {
            _ofRecord!(record);
        }
    }
}
