//! YAML of others, read into values with the lines that they cover.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// Files of managers are short, and nesting is bounded so that no file can exhaust the stack.
const MAX_BYTES: usize = 1 << 20;
const MAX_DEPTH: usize = 64;

/// A value and the lines that it covers, counted from 0.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) lines: Range<usize>,
    /// Written with brackets or braces.
    pub(super) is_flow: bool,
}

#[derive(Debug)]
pub(super) enum Value {
    Scalar(String),
    Sequence(Vec<Node>),
    Mapping(Vec<Pair>),
}

#[derive(Debug)]
pub(super) struct Pair {
    pub(super) key: Node,
    pub(super) value: Node,
}

/// Why lines cannot be inserted, in words that follow the file's name.
pub(super) type Obstacle = &'static str;

pub(super) const UNREADABLE: Obstacle = "is not YAML that akguard can read";

impl Node {
    /// The value of a key of a mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Value::Mapping(pairs) = &self.value else { return None };
        let pair = pairs.iter().find(|pair| matches!(&pair.key.value, Value::Scalar(text) if text == key));
        pair.map(|pair| &pair.value)
    }

    /// Is `other` this value with nothing but entries added at the end of mappings and sequences?
    pub(super) fn grew_into(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(a), Value::Scalar(b)) => a == b,
            (Value::Sequence(a), Value::Sequence(b)) => {
                a.len() <= b.len() && a.iter().zip(b).all(|(a, b)| a.grew_into(b))
            }
            (Value::Mapping(a), Value::Mapping(b)) => {
                let is_same = |(a, b): (&Pair, &Pair)| a.key.grew_into(&b.key) && a.value.grew_into(&b.value);
                a.len() <= b.len() && a.iter().zip(b).all(is_same)
            }
            _ => false,
        }
    }
}

/// Reads a file of one document without anchors and aliases; `None` where it is empty.
pub(super) fn parse(text: &str) -> Result<Option<Node>, Obstacle> {
    if text.len() > MAX_BYTES {
        return Err(UNREADABLE);
    }
    let mut reader = Reader { events: Parser::new_from_str(text), text };
    let mut root = None;
    let mut documents = 0;
    loop {
        let next = reader.next()?;
        match next.event {
            Event::StreamEnd => return Ok(root),
            Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err("has several documents");
                }
            }
            _ => root = Some(reader.node(next, 0)?).filter(|node| !is_null(node)),
        }
    }
}

fn is_null(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar(text) if text.is_empty() || text == "~" || text == "null")
}

/// What the parser has read, and where.
struct Next<'t> {
    event: Event<'t>,
    span: Span,
}

struct Reader<'t, E> {
    events: E,
    text: &'t str,
}

impl<'t, E: Iterator<Item = Result<(Event<'t>, Span), saphyr_parser::ScanError>>> Reader<'t, E> {
    fn next(&mut self) -> Result<Next<'t>, Obstacle> {
        let next = self.events.next().ok_or(UNREADABLE)?.map_err(|_| UNREADABLE)?;
        Ok(Next { event: next.0, span: next.1 })
    }

    fn node(&mut self, of: Next<'t>, depth: usize) -> Result<Node, Obstacle> {
        let Next { event, span } = of;
        if depth > MAX_DEPTH {
            return Err(UNREADABLE);
        }
        let start = span.start.line().saturating_sub(1);
        match event {
            Event::Scalar(text, style, 0, _) => Ok(Node {
                value: Value::Scalar(text.into_owned()),
                lines: start..last_line(span, style) + 1,
                is_flow: false,
            }),
            Event::SequenceStart(0, _) => {
                let mut items = Vec::new();
                loop {
                    let next = self.next()?;
                    if matches!(next.event, Event::SequenceEnd) {
                        return Ok(self.collection(Value::Sequence(items), span, next.span));
                    }
                    items.push(self.node(next, depth + 1)?);
                }
            }
            Event::MappingStart(0, _) => {
                let mut pairs = Vec::new();
                loop {
                    let next = self.next()?;
                    if matches!(next.event, Event::MappingEnd) {
                        return Ok(self.collection(Value::Mapping(pairs), span, next.span));
                    }
                    let key = self.node(next, depth + 1)?;
                    let next = self.next()?;
                    pairs.push(Pair { key, value: self.node(next, depth + 1)? });
                }
            }
            _ => Err("has anchors or aliases"),
        }
    }

    /// A block ends with its last entry; only brackets have an end of their own.
    fn collection(&self, value: Value, span: Span, end: Span) -> Node {
        let start = span.start.line().saturating_sub(1);
        let is_flow = matches!(self.text.chars().nth(span.start.index()), Some('[' | '{'));
        let last = match &value {
            Value::Sequence(items) => items.last().map(|item| item.lines.end),
            Value::Mapping(pairs) => pairs.last().map(|pair| pair.value.lines.end.max(pair.key.lines.end)),
            Value::Scalar(_) => None,
        };
        let last = if is_flow { Some(end.end.line()) } else { last };
        Node { value, lines: start..last.unwrap_or(start + 1), is_flow }
    }
}

/// The line of a scalar's last character: a block scalar's end is the start of what follows.
fn last_line(span: Span, style: ScalarStyle) -> usize {
    let start = span.start.line().saturating_sub(1);
    let end = span.end.line().saturating_sub(1);
    let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
    if is_block && end > start && span.end.col() == 0 { end - 1 } else { end.max(start) }
}
