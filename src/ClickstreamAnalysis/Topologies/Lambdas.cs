using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Topologies;

/// <summary>
/// Gives the two forms of a user's lambda, over key and value or over the whole record, one form inside. Records are passed by
/// reference up to the user's own code, because values may be large structs.
/// </summary>
internal static class Lambdas
{
    public static RecordFunction<TKey, TValue, TResult> Of<TKey, TValue, TResult>(
        Func<TKey, TValue, TResult> function, [CallerArgumentExpression(nameof(function))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function, name);
        return (in record) => function(record.Key, record.Value);
    }

    public static RecordFunction<TKey, TValue, TResult> Of<TKey, TValue, TResult>(
        Func<Record<TKey, TValue>, TResult> function, [CallerArgumentExpression(nameof(function))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function, name);
        return (in record) => function(record);
    }

    public static RecordAction<TKey, TValue> Of<TKey, TValue>(
        Action<TKey, TValue> action, [CallerArgumentExpression(nameof(action))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(action, name);
        return (in record) => action(record.Key, record.Value);
    }

    public static RecordAction<TKey, TValue> Of<TKey, TValue>(
        Action<Record<TKey, TValue>> action, [CallerArgumentExpression(nameof(action))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(action, name);
        return (in record) => action(record);
    }

    public static RecordFold<TKey, TValue, TResult> OfFold<TKey, TValue, TResult>(
        Func<TResult, TKey, TValue, TResult> fold, [CallerArgumentExpression(nameof(fold))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(fold, name);
        return (result, in record) => fold(result, record.Key, record.Value);
    }

    public static RecordFold<TKey, TValue, TResult> OfFold<TKey, TValue, TResult>(
        Func<TResult, Record<TKey, TValue>, TResult> fold, [CallerArgumentExpression(nameof(fold))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(fold, name);
        return (result, in record) => fold(result, record);
    }
}
