using System.Text.Json;

namespace ClickstreamAnalysis.Events;

/// <summary>Splits a click into steps. Slow, but used only for the first click of a layout.</summary>
internal static class LayoutReader
{
    public const int MaxSteps = 64;
    public const int MaxBytesPerStep = 256;

    /// <summary>Returns the steps of a click; null when its layout cannot be kept.</summary>
    /// <param name="click">A click that <see cref="ClickScanner"/> has read.</param>
    /// <param name="fields">The optional fields to read.</param>
    public static List<LayoutStep>? Read(ReadOnlySpan<byte> click, ClickFields fields)
    {
        var steps = new List<LayoutStep>();
        var reader = new Utf8JsonReader(click);
        var (seen, field) = (0, ClickFieldName.Other);
        var (start, isBetweenFields) = (0, false);
        var (propertiesStart, propertiesEnd, propertiesHaveMembers) = (-1, -1, false);
        while (reader.Read())
        {
            var at = (int)reader.TokenStartIndex - start;
            LayoutValue value;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                    field = ClickFieldNames.Of(reader.ValueSpan, fields);
                    if (field != ClickFieldName.Other && (seen & (1 << (int)field)) != 0)
                    {
                        return null; // the last value wins, and steps do not record which value is last
                    }

                    seen |= 1 << (int)field;
                    continue;
                case JsonTokenType.PropertyName:
                    propertiesHaveMembers |= reader.CurrentDepth == 2 && field == ClickFieldName.Properties;
                    continue;
                case JsonTokenType.StartObject when reader.CurrentDepth == 1 && field == ClickFieldName.Properties:
                    propertiesStart = at;
                    continue;
                case JsonTokenType.EndObject when reader.CurrentDepth == 1 && field == ClickFieldName.Properties:
                    (propertiesStart, propertiesEnd) = propertiesHaveMembers ? (propertiesStart, at + 1) : (-1, -1);
                    continue;
                case JsonTokenType.String:
                    value = reader.CurrentDepth == 1 && field == ClickFieldName.Time ? LayoutValue.TimeText : LayoutValue.Text;
                    at++;
                    break;
                case JsonTokenType.Number:
                    value = reader.CurrentDepth == 1 && field == ClickFieldName.Time ? LayoutValue.Time : LayoutValue.Number;
                    break;
                case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                    (value, at) = (LayoutValue.End, at + 1);
                    break;
                default:
                    continue;
            }

            if (at > MaxBytesPerStep || steps.Count == MaxSteps)
            {
                return null;
            }

            steps.Add(new LayoutStep(click.Slice(start, at), value)
            {
                Field = value == LayoutValue.Text && reader.CurrentDepth == 1 ? field : ClickFieldName.Other,
                IsBetweenFields = isBetweenFields,
                PropertiesStart = propertiesStart,
                PropertiesEnd = propertiesEnd,
            });
            (start, isBetweenFields) = ((int)reader.BytesConsumed, reader.CurrentDepth == 1);
            (propertiesStart, propertiesEnd) = (-1, -1);
        }

        return steps;
    }
}
