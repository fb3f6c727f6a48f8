using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClickstreamAnalysis;

namespace ShopAnalytics.Replay;

/// <summary>Turns the fields of a row into the JSON of a click.</summary>
/// <remarks>An invalid field goes into the JSON unchanged, so that the application that reads the log finds the mistake and counts it.</remarks>
internal sealed class ClickRow : IDisposable
{
    private const NumberStyles PriceStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private readonly ClickLayout _layout;
    private readonly Utf8JsonWriter _writer = new(
        Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public ClickRow(ClickLayout layout) => _layout = layout;

    public void Dispose() => _writer.Dispose();

    /// <summary>Writes a click.</summary>
    /// <param name="fields">The fields, one for each column of the file.</param>
    /// <param name="value">Receives the JSON.</param>
    /// <returns>The user, empty when there is none, and the time, null when there is none.</returns>
    public (string User, long? TimestampMs) Write(IReadOnlyList<string> fields, IBufferWriter<byte> value)
    {
        var user = fields[_layout.User].Trim();
        var time = TimeOf(fields[_layout.Time]);
        _writer.Reset(value);
        _writer.WriteStartObject();
        WriteText("user", user);
        WriteText("event", _layout.Event < 0 ? "view" : fields[_layout.Event].Trim());
        if (time is { } ms)
        {
            _writer.WriteNumber("ts", ms);
        }
        else
        {
            WriteText("ts", fields[_layout.Time]);
        }

        WriteText("page", PageOf(fields));
        WriteProperties(fields);
        _writer.WriteEndObject();
        _writer.Flush();
        return (user, time);
    }

    private static long? TimeOf(string text)
    {
        var trimmed = text.AsSpan().Trim();

        // The suffix of the REES46 data sets.
        if (trimmed.EndsWith(" UTC", StringComparison.Ordinal))
        {
            trimmed = trimmed[..^4];
        }

        return ClickTime.TryParse(trimmed, out var time) ? time.ToUnixTimeMilliseconds() : null;
    }

    private string PageOf(IReadOnlyList<string> fields)
    {
        if (_layout.Url >= 0)
        {
            return fields[_layout.Url];
        }

        return _layout.Product >= 0 && fields[_layout.Product] is { Length: > 0 } product ? $"/product/{product}" : "";
    }

    private void WriteProperties(IReadOnlyList<string> fields)
    {
        if (_layout.Event < 0)
        {
            return;
        }

        _writer.WriteStartObject("properties");
        WriteColumn("product", _layout.Product, fields);
        WriteColumn("category", _layout.Category, fields);
        WriteColumn("brand", _layout.Brand, fields);
        if (_layout.Price >= 0 && decimal.TryParse(fields[_layout.Price], PriceStyle, CultureInfo.InvariantCulture, out var price))
        {
            _writer.WriteNumber("price", price);
        }
        else
        {
            WriteColumn("price", _layout.Price, fields);
        }

        WriteColumn("session", _layout.Session, fields);
        _writer.WriteEndObject();
    }

    private void WriteColumn(string name, int column, IReadOnlyList<string> fields)
    {
        if (column >= 0)
        {
            WriteText(name, fields[column]);
        }
    }

    private void WriteText(string name, string text)
    {
        if (text.Length > 0)
        {
            _writer.WriteString(name, text);
        }
    }
}
