class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  n_layers : int
  n_heads : int
  n_kv : int
  head_dim : int
  head_index : int
  eps : float
  frequencies : List[float]
  inverse : List[Tensor]
  packs : List[bool]
  qk_norm : bool
  n_biases : int
  stride : int
  norm_index : int
  n_weights : int
  lora_scale : float
  dtype : int
  flash : bool
  ragged : bool
  threads : int
  held : List[Tensor]
  held_g : List[Tensor]
  held_m : List[Tensor]
  held_v : List[Tensor]
  held_s : List[Tensor]
  training : bool
  def set_threads(self: __torch__.Decoder, threads: Tensor) -> Tensor:
    self.threads = int(threads)
    return threads
  def hold(self: __torch__.Decoder, shape: Tensor) -> Tensor:
    s = annotate(List[int], [])
    for i in range(shape.size(0)):
      s.append(int(shape[i]))
    self.held.append(torch.zeros(s, dtype=self.dtype, device=shape.device))
    return shape
  def fill(self: __torch__.Decoder, value: Tensor, at: Tensor, target: List[Tensor]) -> Tensor:
    n = int(at)
    t = torch.copy_(torch.slice(target[0].view([-1]), 0, n, n + value.size(0)), value)
    return value
  def fill_held(self: __torch__.Decoder, value: Tensor, at: Tensor, index: Tensor) -> Tensor:
    return self.fill(value, at, [self.held[int(index)]])
  def part(self: __torch__.Decoder, value: Tensor, at: Tensor, source: List[Tensor]) -> Tensor:
    n = int(at)
    t = torch.copy_(value, torch.slice(source[0].view([-1]), 0, n, n + value.size(0)))
    return value
  def part_held(self: __torch__.Decoder, value: Tensor, at: Tensor, index: Tensor) -> Tensor:
    return self.part(value, at, [self.held[int(index)]])
  def learn(self: __torch__.Decoder, x: Tensor) -> Tensor:
    for i in range(len(self.held)):
      w = self.held[i]
      self.held_g.append(torch.zeros_like(w))
      self.held_m.append(torch.zeros_like(w))
      self.held_v.append(torch.zeros_like(w))
      self.held_s.append(torch.zeros([1], dtype=6, device=w.device).select(0, 0))
    return x
  def peek(self: __torch__.Decoder, index: Tensor) -> Tensor:
    return self.held[int(index)].float()
  def peek_gradient(self: __torch__.Decoder, index: Tensor) -> Tensor:
    return self.held_g[int(index)].float()
  def state(self: __torch__.Decoder, kind: Tensor, index: Tensor) -> Tensor:
    k = int(kind)
    i = int(index)
    if k == 0:
      t = self.held[i]
    else:
      if k == 1:
        t = self.held_m[i]
      else:
        if k == 2:
          t = self.held_v[i]
        else:
          t = self.held_s[i]
    return t
  def peek_state(self: __torch__.Decoder, kind: Tensor, index: Tensor) -> Tensor:
    return self.state(kind, index).float()
  def poke_state(self: __torch__.Decoder, kind: Tensor, index: Tensor, value: Tensor) -> Tensor:
    t = torch.copy_(self.state(kind, index), value)
    return value
  def assign(self: __torch__.Decoder, value: Tensor, target: List[Tensor]) -> Tensor:
    t = torch.copy_(target[0], value)
    return value
  def prepared(self: __torch__.Decoder, given: List[Tensor]) -> List[Tensor]:
    w = __torch__.tensors(self.held)
    if len(given) > 1:
      for i in range(len(given)):
        w.append(torch.to(given[i], self.dtype))
    return w
  def gradient_sums(self: __torch__.Decoder, p: List[Tensor], given_g: List[Tensor]) -> Dict[int, Tensor]:
    if len(given_g) > 1:
      acc = given_g
    else:
      acc = self.held_g
    sums = annotate(Dict[int, Tensor], {})
    for i in range(len(p)):
      if (i >= self.n_weights or len(p) == self.n_weights) and torch.numel(p[i]) > 0:
        sums[i] = acc[len(sums)]
    return sums
  def project(self: __torch__.Decoder, x: Tensor, p: List[Tensor], i: int) -> Tensor:
    y = __torch__.linear(x, p[i])
    if self.is_adapted(p, i):
      y = y + torch.linear(torch.linear(x, p[self.n_weights + i]), p[2 * self.n_weights + i]) * self.lora_scale
    return y
  def project_back(self: __torch__.Decoder, d: Tensor, x: Tensor, p: List[Tensor], i: int, sums: Dict[int, Tensor]) -> Tensor:
    if i in sums:
      c = torch.add_(sums[i], __torch__.linear_weights(d, x))
    dx = __torch__.linear_inputs(d, p[i])
    if self.is_adapted(p, i):
      a = self.n_weights + i
      b = a + self.n_weights
      db = d * self.lora_scale
      da = torch.matmul(db, p[b])
      c = torch.add_(sums[b], torch.matmul(db.t(), torch.linear(x, p[a])))
      c = torch.add_(sums[a], torch.matmul(da.t(), x))
      dx = dx + torch.matmul(da, p[a])
    return dx
  def is_adapted(self: __torch__.Decoder, p: List[Tensor], i: int) -> bool:
    if len(p) > self.n_weights:
      return torch.numel(p[self.n_weights + i]) > 0
    return False
  def norm_back(self: __torch__.Decoder, d: Tensor, x: Tensor, p: List[Tensor], i: int, sums: Dict[int, Tensor]) -> Tensor:
    dx, dw = __torch__.rms_norm_back(d, x, p[i], self.inverse[1])
    if i in sums:
      c = torch.add_(sums[i], dw)
    return dx
  def bias_back(self: __torch__.Decoder, d: Tensor, i: int, sums: Dict[int, Tensor]) -> Tensor:
    if i in sums:
      c = torch.add_(sums[i], torch.sum(d, [0]))
    return d
  def merged(self: __torch__.Decoder, p: List[Tensor]) -> List[Tensor]:
    w = annotate(List[Tensor], [])
    if len(p) > self.n_weights:
      for i in range(self.n_weights):
        a = p[self.n_weights + i]
        if torch.numel(a) > 0:
          w.append(p[i] + torch.matmul(p[2 * self.n_weights + i], a) * self.lora_scale)
        else:
          w.append(p[i])
    else:
      w = p
    return w
  def angles(self: __torch__.Decoder, pos: Tensor, like: Tensor) -> Tuple[Tensor, Tensor]:
    if len(self.inverse) == 0:
      r = annotate(List[float], [])
      for i in range(len(self.frequencies)):
        r.append(self.frequencies[i])
      self.inverse.append(torch.tensor(r, dtype=6, device=pos.device))
      self.inverse.append(torch.full([1], self.eps, dtype=6, device=pos.device))
    f = torch.unsqueeze(pos.to(6), -1) * self.inverse[0]
    cos = torch.cos(f)
    sin = torch.sin(f)
    c = torch.unsqueeze(torch.cat([cos, cos], -1), 1)
    s = torch.unsqueeze(torch.cat([torch.neg(sin), sin], -1), 1)
    return (c.type_as(like), s.type_as(like))
  def queries(self: __torch__.Decoder, x: Tensor, p: List[Tensor], l: int) -> Tuple[Tensor, Tensor, Tensor]:
    o = 1 + l * self.stride
    n = x.size(0)
    h = __torch__.rms_norm(x, p[o], self.inverse[1])
    q = self.project(h, p, o + 1)
    k = self.project(h, p, o + 2)
    v = self.project(h, p, o + 3)
    if self.n_biases > 0:
      b = o + self.stride - self.n_biases
      q = q + p[b]
      k = k + p[b + 1]
      v = v + p[b + 2]
    return (q.view([n, self.n_heads, self.head_dim]), k.view([n, self.n_kv, self.head_dim]), v.view([n, self.n_kv, self.head_dim]))
  def rotated(self: __torch__.Decoder, q: Tensor, k: Tensor, p: List[Tensor], l: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor]:
    o = 1 + l * self.stride
    heads = self.n_heads
    both = torch.cat([q, k], 1)
    if self.qk_norm:
      w = torch.cat([p[o + 5].expand([heads, -1]), p[o + 6].expand([self.n_kv, -1])], 0)
      both = __torch__.rms_norm(both, w, self.inverse[1])
    both = __torch__.rope(both, cos, sin)
    return (torch.slice(both, 1, 0, heads), torch.slice(both, 1, heads, heads + self.n_kv))
  def qkv(self: __torch__.Decoder, x: Tensor, p: List[Tensor], l: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    q, k, v = self.queries(x, p, l)
    q1, k1 = self.rotated(q, k, p, l, cos, sin)
    return (q1, k1, v)
  def qkv_back(self: __torch__.Decoder, dq: Tensor, dk: Tensor, dv: Tensor, x: Tensor, q: Tensor, k: Tensor, p: List[Tensor], l: int, cos: Tensor, sin: Tensor, sums: Dict[int, Tensor]) -> Tensor:
    o = 1 + l * self.stride
    n = x.size(0)
    dq = __torch__.rope(dq, cos, torch.neg(sin))
    dk = __torch__.rope(dk, cos, torch.neg(sin))
    if self.qk_norm:
      dq = self.norm_back(dq, q, p, o + 5, sums)
      dk = self.norm_back(dk, k, p, o + 6, sums)
    ds = [dq.reshape([n, -1]), dk.reshape([n, -1]), dv.reshape([n, -1])]
    h = __torch__.rms_norm(x, p[o], self.inverse[1])
    dh = torch.zeros_like(h)
    for i in range(3):
      if self.n_biases > 0:
        c = self.bias_back(ds[i], o + self.stride - self.n_biases + i, sums)
      c = torch.add_(dh, self.project_back(ds[i], h, p, o + 1 + i, sums))
    return self.norm_back(dh, x, p, o, sums)
  def gates(self: __torch__.Decoder, x: Tensor, a: Tensor, p: List[Tensor], l: int) -> Tuple[Tensor, Tensor, Tensor]:
    b = 1 + (l + 1) * self.stride
    m = b - self.n_biases - 4
    y = x + self.project(a.view([a.size(0), -1]), p, 1 + l * self.stride + 4)
    if self.n_biases > 3:
      y = y + p[b - 1]
    h = __torch__.rms_norm(y, p[m], self.inverse[1])
    return (y, self.project(h, p, m + 1), self.project(h, p, m + 2))
  def gated(self: __torch__.Decoder, y: Tensor, g: Tensor, u: Tensor, p: List[Tensor], l: int) -> Tensor:
    m = 1 + (l + 1) * self.stride - self.n_biases - 4
    return y + self.project(__torch__.silu(g, self.threads) * u, p, m + 3)
  def finish(self: __torch__.Decoder, x: Tensor, a: Tensor, p: List[Tensor], l: int) -> Tensor:
    y, g, u = self.gates(x, a, p, l)
    return self.gated(y, g, u, p, l)
  def gated_back(self: __torch__.Decoder, d: Tensor, y: Tensor, g: Tensor, u: Tensor, p: List[Tensor], l: int, sums: Dict[int, Tensor]) -> Tensor:
    m = 1 + (l + 1) * self.stride - self.n_biases - 4
    s = __torch__.silu(g, self.threads)
    df = self.project_back(d, s * u, p, m + 3, sums)
    dg = __torch__.silu_back(df * u, g, self.threads)
    du = torch.mul_(df, s)
    h = __torch__.rms_norm(y, p[m], self.inverse[1])
    dh = self.project_back(dg, h, p, m + 1, sums) + self.project_back(du, h, p, m + 2, sums)
    return d + self.norm_back(dh, y, p, m, sums)
  def bounds(self: __torch__.Decoder, spans: Tensor) -> List[int]:
    n = annotate(List[int], [])
    flat = spans.flatten(0, -1).cpu()
    for i in range(flat.size(0)):
      n.append(int(flat[i]))
    return n
  def slice3(self: __torch__.Decoder, x: Tensor, start: int, end: int) -> Tensor:
    return torch.unsqueeze(torch.slice(x, 0, start, end).transpose(0, 1), 0)
  def folded(self: __torch__.Decoder, x: Tensor, start: int, end: int) -> Tensor:
    d = x.size(-1)
    y = torch.slice(x, 0, start, end).view([end - start, self.n_kv, self.n_heads // self.n_kv, d])
    return y.transpose(0, 1).reshape([1, self.n_kv, (end - start) * (self.n_heads // self.n_kv), d])
  def unfolded(self: __torch__.Decoder, x: Tensor, rows: int) -> Tensor:
    d = x.size(-1)
    return x.view([self.n_kv, rows, self.n_heads // self.n_kv, d]).transpose(0, 1).reshape([rows, self.n_heads, d])
  def spread(self: __torch__.Decoder, x: Tensor, slots: Tensor) -> Tensor:
    y = torch.index_select(x, 0, slots.flatten(0, -1)).view([slots.size(0), slots.size(1), x.size(1), x.size(2)])
    return y.transpose(1, 2)
  def repeated(self: __torch__.Decoder, x: Tensor) -> Tensor:
    return torch.repeat_interleave(x, self.n_heads // self.n_kv, 1)
  def scattered(self: __torch__.Decoder, x: Tensor, taken: Tensor, like: Tensor, fill: float) -> Tensor:
    d = x.size(2)
    y = torch.full([like.size(0) * like.size(1), x.size(1), d], fill, dtype=x.dtype, device=x.device)
    z = torch.index_copy_(y, 0, taken, x)
    return y.view([like.size(0), like.size(1), x.size(1), d]).transpose(1, 2)
  def taken_rows(self: __torch__.Decoder, x: Tensor, taken: Tensor) -> Tensor:
    y = x.transpose(1, 2)
    return torch.index_select(y.reshape([y.size(0) * y.size(1), y.size(2), y.size(3)]), 0, taken)
  def unfilled(self: __torch__.Decoder, like: Tensor, end: int) -> Tensor:
    x = torch.empty_like(like)
    c = torch.zero_(torch.slice(x, 0, end))
    return x
  def borders(self: __torch__.Decoder, spans: Tensor, slots: Tensor, taken: Tensor) -> List[Tensor]:
    c = annotate(List[Tensor], [])
    if self.ragged:
      c.append(torch.constant_pad_nd(torch.select(spans, 1, 1), [1, 0], 0).to(3))
      c.append(torch.constant_pad_nd(torch.select(spans, 1, 3) - spans[0][2], [1, 0], 0).to(3))
      c.append(__torch__.starts(taken, slots.size(1), slots.size(0)))
    return c
  def widest(self: __torch__.Decoder, spans: List[int], at: int) -> int:
    n = 0
    for b in range(len(spans) // 4):
      w = spans[4 * b + at + 1] - spans[4 * b + at]
      if w > n:
        n = w
    return n
  def filled(self: __torch__.Decoder, x: Tensor, rows: int) -> Tensor:
    return torch.constant_pad_nd(x, [0, 0, 0, 0, 0, rows - x.size(0)], 0.)
  def attention_ragged(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor, spans: List[int], slots: Tensor, taken: Tensor, c: List[Tensor]) -> Tuple[Tensor, Tensor]:
    first = spans[2]
    end = first + taken.size(0)
    m = self.widest(spans, 0)
    kp = torch.slice(k, 0, 0, first)
    vp = torch.slice(v, 0, 0, first)
    out, lse = __torch__.ragged(torch.slice(q, 0, 0, first), kp, vp, c[0], c[0], m, m, True)
    if end > first:
      t = torch.slice(q, 0, first, end)
      n = slots.size(1)
      o1, e1 = __torch__.ragged(t, kp, vp, c[1], c[0], self.widest(spans, 2), m, False)
      o2, e2 = __torch__.ragged(t, torch.slice(k, 0, first, end), torch.slice(v, 0, first, end), c[2], c[2], n, n, True)
      both = torch.logaddexp(e1, e2)
      w1 = torch.unsqueeze(torch.exp(e1 - both).t(), 2).type_as(o1)
      w2 = torch.unsqueeze(torch.exp(e2 - both).t(), 2).type_as(o2)
      out = torch.cat([out, torch.addcmul(o1 * w1, o2, w2)], 0)
      lse = torch.cat([lse, both], 1)
    return (self.filled(out, q.size(0)), torch.unsqueeze(lse.t(), 2))
  def attention_ragged_back(self: __torch__.Decoder, d: Tensor, q: Tensor, k: Tensor, v: Tensor, out: Tensor, lse: Tensor, spans: List[int], slots: Tensor, taken: Tensor, c: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    first = spans[2]
    end = first + taken.size(0)
    m = self.widest(spans, 0)
    e = torch.squeeze(lse, 2).t()
    kp = torch.slice(k, 0, 0, first)
    vp = torch.slice(v, 0, 0, first)
    dq, dk, dv = __torch__.ragged_back(torch.slice(d, 0, 0, first), torch.slice(q, 0, 0, first), kp, vp, torch.slice(out, 0, 0, first), torch.slice(e, 1, 0, first), c[0], c[0], m, m, True)
    if end > first:
      n = slots.size(1)
      dt = torch.slice(d, 0, first, end)
      t = torch.slice(q, 0, first, end)
      ot = torch.slice(out, 0, first, end)
      et = torch.slice(e, 1, first, end)
      dq1, dk1, dv1 = __torch__.ragged_back(dt, t, kp, vp, ot, et, c[1], c[0], self.widest(spans, 2), m, False)
      dq2, dk2, dv2 = __torch__.ragged_back(dt, t, torch.slice(k, 0, first, end), torch.slice(v, 0, first, end), ot, et, c[2], c[2], n, n, True)
      dq = torch.cat([dq, dq1 + dq2], 0)
      dk = torch.cat([dk + dk1, dk2], 0)
      dv = torch.cat([dv + dv1, dv2], 0)
    rows = q.size(0)
    return (self.filled(dq, rows), self.filled(dk, rows), self.filled(dv, rows))
  def attention(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor, spans: List[int], slots: Tensor, taken: Tensor, c: List[Tensor]) -> Tuple[Tensor, Tensor]:
    if len(c) > 0:
      return self.attention_ragged(q, k, v, spans, slots, taken, c)
    return self.attention_padded(q, k, v, spans, slots, taken)
  def attention_back(self: __torch__.Decoder, d: Tensor, q: Tensor, k: Tensor, v: Tensor, out: Tensor, lse: Tensor, spans: List[int], slots: Tensor, taken: Tensor, c: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    if len(c) > 0:
      return self.attention_ragged_back(d, q, k, v, out, lse, spans, slots, taken, c)
    return self.attention_padded_back(d, q, k, v, out, lse, spans, slots, taken)
  def attention_padded(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor, spans: List[int], slots: Tensor, taken: Tensor) -> Tuple[Tensor, Tensor]:
    first = spans[2]
    end = first + taken.size(0)
    out = self.unfilled(q, end)
    lse = torch.empty([q.size(0), q.size(1), 1], dtype=6, device=q.device)
    kr = self.repeated(k)
    vr = self.repeated(v)
    if taken.size(0) > 0:
      o, e = __torch__.segment(self.spread(q, slots), self.spread(kr, slots), self.spread(vr, slots), True, self.flash)
      c = torch.copy_(torch.slice(out, 0, first, end), self.taken_rows(o, taken))
      c = torch.copy_(torch.slice(lse, 0, first, end), self.taken_rows(torch.unsqueeze(e, -1), taken))
    for b in range(len(spans) // 4):
      p0 = spans[4 * b]
      p1 = spans[4 * b + 1]
      c0 = spans[4 * b + 2]
      c1 = spans[4 * b + 3]
      o, e = __torch__.segment(self.slice3(q, p0, p1), self.slice3(kr, p0, p1), self.slice3(vr, p0, p1), True, self.flash)
      c = torch.copy_(torch.slice(out, 0, p0, p1), o[0].transpose(0, 1))
      c = torch.copy_(torch.slice(lse, 0, p0, p1), torch.unsqueeze(e[0].transpose(0, 1), -1))
      if c1 > c0:
        o, e = __torch__.segment(self.folded(q, c0, c1), self.slice3(k, p0, p1), self.slice3(v, p0, p1), False, self.flash)
        before = self.unfolded(o, c1 - c0)
        lse1 = self.unfolded(torch.unsqueeze(e, -1), c1 - c0)
        own = torch.slice(out, 0, c0, c1)
        lse2 = torch.slice(lse, 0, c0, c1)
        both = torch.logaddexp(lse1, lse2)
        c = torch.mul_(own, torch.exp(lse2 - both).type_as(own))
        c = torch.addcmul_(own, before, torch.exp(lse1 - both).type_as(own))
        c = torch.copy_(lse2, both)
    return (out, lse)
  def attention_padded_back(self: __torch__.Decoder, d: Tensor, q: Tensor, k: Tensor, v: Tensor, out: Tensor, lse: Tensor, spans: List[int], slots: Tensor, taken: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    first = spans[2]
    end = first + taken.size(0)
    dq = self.unfilled(q, end)
    dkr = self.unfilled(q, end)
    dvr = self.unfilled(q, end)
    dk = torch.zeros_like(k)
    dv = torch.zeros_like(v)
    kr = self.repeated(k)
    vr = self.repeated(v)
    if taken.size(0) > 0:
      tail = torch.slice(d, 0, first, end)
      e = torch.squeeze(self.scattered(torch.slice(lse, 0, first, end), taken, slots, 1e30), -1)
      g, gk, gv = __torch__.segment_back(self.scattered(tail, taken, slots, 0.), self.spread(q, slots), self.spread(kr, slots), self.spread(vr, slots), self.scattered(torch.slice(out, 0, first, end), taken, slots, 0.), e, True, self.flash)
      c = torch.copy_(torch.slice(dq, 0, first, end), self.taken_rows(g, taken))
      c = torch.copy_(torch.slice(dkr, 0, first, end), self.taken_rows(gk, taken))
      c = torch.copy_(torch.slice(dvr, 0, first, end), self.taken_rows(gv, taken))
    for b in range(len(spans) // 4):
      p0 = spans[4 * b]
      p1 = spans[4 * b + 1]
      c0 = spans[4 * b + 2]
      c1 = spans[4 * b + 3]
      e = torch.squeeze(self.slice3(lse, p0, p1), -1)
      g, gk, gv = __torch__.segment_back(self.slice3(d, p0, p1), self.slice3(q, p0, p1), self.slice3(kr, p0, p1), self.slice3(vr, p0, p1), self.slice3(out, p0, p1), e, True, self.flash)
      c = torch.copy_(torch.slice(dq, 0, p0, p1), g[0].transpose(0, 1))
      c = torch.copy_(torch.slice(dkr, 0, p0, p1), gk[0].transpose(0, 1))
      c = torch.copy_(torch.slice(dvr, 0, p0, p1), gv[0].transpose(0, 1))
      if c1 > c0:
        e = torch.squeeze(self.folded(lse, c0, c1), -1)
        g, gk, gv = __torch__.segment_back(self.folded(d, c0, c1), self.folded(q, c0, c1), self.slice3(k, p0, p1), self.slice3(v, p0, p1), self.folded(out, c0, c1), e, False, self.flash)
        c = torch.add_(torch.slice(dq, 0, c0, c1), self.unfolded(g, c1 - c0))
        c = torch.add_(torch.slice(dk, 0, p0, p1), gk[0].transpose(0, 1))
        c = torch.add_(torch.slice(dv, 0, p0, p1), gv[0].transpose(0, 1))
    rep = self.n_heads // self.n_kv
    dk1 = dk + dkr.view([dkr.size(0), self.n_kv, rep, self.head_dim]).sum([2], False)
    dv1 = dv + dvr.view([dvr.size(0), self.n_kv, rep, self.head_dim]).sum([2], False)
    return (dq, dk1, dv1)
  def score(self: __torch__.Decoder, h: Tensor, targets: Tensor, temperature: float, chunk: int, head: Tensor) -> Tuple[Tensor, Tensor]:
    out = torch.empty([h.size(0)], dtype=6, device=h.device)
    all = torch.empty([0], dtype=6, device=h.device)
    at = 0
    while at < h.size(0):
      end = at + chunk
      if end > h.size(0):
        end = h.size(0)
      all = self.log_softmax(torch.slice(h, 0, at, end), temperature, head)
      t = torch.slice(targets, 0, at, end)
      c = torch.copy_(torch.slice(out, 0, at, end), torch.squeeze(torch.gather(all, 1, torch.unsqueeze(t, 1)), 1))
      at = end
    return (out, all)
  def log_softmax(self: __torch__.Decoder, h: Tensor, temperature: float, head: Tensor) -> Tensor:
    logits = __torch__.linear(h, head).float()
    if temperature != 1.:
      c = torch.div_(logits, temperature)
    return torch.log_softmax(logits, -1)
  def entropies(self: __torch__.Decoder, h: Tensor, temperature: Tensor, chunk: Tensor, given: List[Tensor]) -> Tensor:
    head = self.prepared(given)[self.head_index]
    out = torch.empty([h.size(0)], dtype=6, device=h.device)
    at = 0
    while at < h.size(0):
      end = at + int(chunk)
      all = self.log_softmax(torch.slice(h, 0, at, end), float(temperature), head)
      c = torch.copy_(torch.slice(out, 0, at, end), torch.neg((torch.exp(all) * all).sum([-1], False)))
      at = end
    return out
  def head_back(self: __torch__.Decoder, h: Tensor, targets: Tensor, temperature: float, chunk: int, head: Tensor, sum: Optional[Tensor], kept: Tensor, g: Tensor, e: Tensor) -> Tensor:
    d = torch.empty_like(h)
    at = ((h.size(0) - 1) // chunk) * chunk
    all = kept
    while at >= 0:
      end = at + chunk
      if end > h.size(0):
        end = h.size(0)
      x = torch.slice(h, 0, at, end)
      if all.size(0) == 0:
        all = self.log_softmax(x, temperature, head)
      t = torch.unsqueeze(torch.slice(targets, 0, at, end), 1)
      w = torch.unsqueeze(torch.slice(g, 0, at, end) / temperature, 1)
      if e.size(0) > 0:
        f = torch.unsqueeze(torch.slice(e, 0, at, end) / temperature, 1)
        p = torch.exp(all)
        own = torch.neg((p * all).sum([-1], True))
        logits = torch.neg(p * (w + f * (all + own)))
      else:
        c = torch.exp_(all)
        logits = torch.mul_(all, torch.neg(w))
      c = torch.scatter_add_(logits, 1, t, w)
      l = logits.type_as(x)
      c = torch.copy_(torch.slice(d, 0, at, end), __torch__.linear_inputs(l, head))
      if sum is not None:
        c = torch.add_(sum, __torch__.linear_weights(l, x))
      all = torch.empty([0], dtype=6, device=h.device)
      at = at - chunk
    return d
  def start(self: __torch__.Decoder, ids: Tensor, p: List[Tensor]) -> Tensor:
    return torch.embedding(p[0], ids)
  def forwards(self: __torch__.Decoder, ids: Tensor, pos: Tensor, spans: Tensor, slots: Tensor, taken: Tensor, rows: Tensor, targets: Tensor, temperature: Tensor, chunk: Tensor, keep: Tensor, given: List[Tensor]) -> List[Tensor]:
    p = self.prepared(given)
    n = self.bounds(spans)
    mode = int(keep)
    kept = annotate(List[Tensor], [])
    x = self.start(ids, p)
    borders = self.borders(spans, slots, taken)
    cos, sin = self.angles(pos, x)
    for l in range(self.n_layers):
      q, k, v = self.queries(x, p, l)
      q1, k1 = self.rotated(q, k, p, l, cos, sin)
      a, lse = self.attention(q1, k1, v, n, slots, taken, borders)
      y, g, u = self.gates(x, a, p, l)
      if mode > 0:
        kept = kept + [x, a, lse]
      if mode == 2:
        kept = kept + [q, k, v, y, g, u]
      x = self.gated(y, g, u, p, l)
    h = torch.index_select(__torch__.rms_norm(x, p[self.norm_index], self.inverse[1]), 0, rows)
    logp, last = self.score(h, targets, float(temperature), int(chunk), p[self.head_index])
    if mode == 0:
      return [logp]
    return [logp, h, last, x] + kept
  def logits(self: __torch__.Decoder, ids: Tensor, pos: Tensor, spans: Tensor, slots: Tensor, taken: Tensor, given: List[Tensor]) -> Tensor:
    p = self.prepared(given)
    n = self.bounds(spans)
    x = self.start(ids, p)
    borders = self.borders(spans, slots, taken)
    cos, sin = self.angles(pos, x)
    for l in range(self.n_layers):
      q, k, v = self.qkv(x, p, l, cos, sin)
      a, lse = self.attention(q, k, v, n, slots, taken, borders)
      x = self.finish(x, a, p, l)
    return __torch__.linear(__torch__.rms_norm(x, p[self.norm_index], self.inverse[1]), p[self.head_index]).float()
  def backwards(self: __torch__.Decoder, ids: Tensor, pos: Tensor, spans: Tensor, slots: Tensor, taken: Tensor, rows: Tensor, targets: Tensor, temperature: Tensor, chunk: Tensor, g: Tensor, e: Tensor, saved: List[Tensor], given: List[Tensor], given_g: List[Tensor]) -> Tensor:
    n = self.bounds(spans)
    p = self.prepared(given)
    sums = self.gradient_sums(p, given_g)
    width = (len(saved) - 3) // self.n_layers
    dh = self.head_back(saved[0], targets, float(temperature), int(chunk), p[self.head_index], sums.get(self.head_index), saved[1], g, e)
    x = saved[2]
    d = torch.zeros([x.size(0), x.size(1)], dtype=6, device=x.device)
    c = __torch__.add_rows(d, rows, dh)
    d = self.norm_back(d, x, p, self.norm_index, sums)
    borders = self.borders(spans, slots, taken)
    cos, sin = self.angles(pos, d)
    for i in range(self.n_layers):
      l = self.n_layers - 1 - i
      s = 3 + width * l
      x = saved[s]
      a = saved[s + 1]
      if width > 3:
        q = saved[s + 3]
        k = saved[s + 4]
        v = saved[s + 5]
        y = saved[s + 6]
        gate = saved[s + 7]
        up = saved[s + 8]
      else:
        q, k, v = self.queries(x, p, l)
        y, gate, up = self.gates(x, a, p, l)
      dy = self.gated_back(d, y, gate, up, p, l, sums)
      if self.n_biases > 3:
        dy = self.bias_back(dy, (l + 1) * self.stride, sums)
      da = self.project_back(dy, a.view([a.size(0), -1]), p, l * self.stride + 5, sums)
      q1, k1 = self.rotated(q, k, p, l, cos, sin)
      dq, dk, dv = self.attention_back(da.view(a.size()), q1, k1, v, a, saved[s + 2], n, slots, taken, borders)
      d = dy + self.qkv_back(dq, dk, dv, x, q, k, p, l, cos, sin, sums)
    if 0 in sums:
      c = __torch__.add_rows(sums[0], ids, d)
    return torch.select(g, 0, 0)
  def norm(self: __torch__.Decoder, acc: List[Tensor]) -> Tensor:
    return torch.norm(torch.stack(torch._foreach_norm(acc, 2)).float(), 2)
  def adamw(self: __torch__.Decoder, settings: Tensor, given: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> Tensor:
    if len(given) > 1:
      return self.update(settings, given, g, m, v, steps)
    return self.update(settings, __torch__.tensors(self.held), __torch__.tensors(self.held_g), __torch__.tensors(self.held_m), __torch__.tensors(self.held_v), __torch__.tensors(self.held_s))
  def update(self: __torch__.Decoder, settings: Tensor, p: List[Tensor], acc: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> Tensor:
    total = self.norm(acc)
    s = annotate(List[float], [])
    for i in range(settings.size(0)):
      s.append(float(settings[i]))
    if float(total) > s[5]:
      torch._foreach_mul_(acc, s[5] / (float(total) + 1e-6))
    torch._foreach_add_(steps, 1)
    torch._fused_adamw_(p, acc, m, v, [], steps, lr=s[0], beta1=s[1], beta2=s[2], weight_decay=s[4], eps=s[3], amsgrad=False, maximize=False)
    torch._foreach_zero_(acc)
    return total
  def joined(self: __torch__.Decoder, w: List[Tensor], first: int, end: int) -> Tensor:
    return torch.cat(torch.slice(w, first, end, 1), 0)
  def packed(self: __torch__.Decoder, w: Tensor, i: int) -> Tensor:
    if i == len(self.packs):
      self.packs.append(__torch__.packs(w))
    if self.packs[i]:
      return __torch__.pack(w)
    return w
  def ready(self: __torch__.Decoder, given: List[Tensor]) -> List[Tensor]:
    w = self.merged(self.prepared(given))
    c, s = self.angles(torch.zeros([1], dtype=4, device=w[0].device), w[0])
    none = torch.empty([0], dtype=w[0].dtype, device=w[0].device)
    all = [w[0]]
    for l in range(self.n_layers):
      o = 1 + l * self.stride
      b = o + self.stride - self.n_biases
      m = b - 4
      norms = none
      if self.qk_norm:
        norms = torch.cat([w[o + 5].expand([self.n_heads, -1]), w[o + 6].expand([self.n_kv, -1])], 0)
      bias = none
      if self.n_biases > 0:
        bias = self.joined(w, b, b + 3)
      out_bias = none
      if self.n_biases > 3:
        out_bias = w[b + 3]
      all = all + [w[o], self.packed(self.joined(w, o + 1, o + 4), 4 * l), bias, norms, self.packed(w[o + 4], 4 * l + 1), out_bias]
      all = all + [w[m], self.packed(self.joined(w, m + 1, m + 3), 4 * l + 2), self.packed(w[m + 3], 4 * l + 3)]
    return all + [w[self.norm_index], self.packed(w[self.head_index], 4 * self.n_layers)]
  def step_qkv(self: __torch__.Decoder, x: Tensor, p: List[Tensor], l: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    o = 1 + 9 * l
    heads = self.n_heads
    kv = self.n_kv
    y = __torch__.linear(__torch__.rms_norm(x, p[o], self.inverse[1]), p[o + 1])
    if self.n_biases > 0:
      y = torch.add_(y, p[o + 2])
    z = y.view([x.size(0), heads + 2 * kv, self.head_dim])
    both = torch.slice(z, 1, 0, heads + kv)
    if self.qk_norm:
      both = __torch__.rms_norm(both, p[o + 3], self.inverse[1])
    both = __torch__.rope(both, cos, sin)
    return (torch.slice(both, 1, 0, heads), torch.slice(both, 1, heads, heads + kv), torch.slice(z, 1, heads + kv, heads + 2 * kv))
  def step_finish(self: __torch__.Decoder, x: Tensor, a: Tensor, p: List[Tensor], l: int) -> Tensor:
    o = 1 + 9 * l
    y = torch.add_(__torch__.linear(a, p[o + 4]), x)
    if self.n_biases > 3:
      y = torch.add_(y, p[o + 5])
    z = __torch__.linear(__torch__.rms_norm(y, p[o + 6], self.inverse[1]), p[o + 7])
    n = z.size(1) // 2
    u = torch.mul_(__torch__.silu(torch.slice(z, 1, 0, n), 0), torch.slice(z, 1, n, 2 * n))
    return torch.add_(y, __torch__.linear(u, p[o + 8]))
  def step_head(self: __torch__.Decoder, x: Tensor, p: List[Tensor]) -> Tensor:
    o = 1 + 9 * self.n_layers
    return __torch__.linear(__torch__.rms_norm(x, p[o], self.inverse[1]), p[o + 1]).float()
  def prefill(self: __torch__.Decoder, ids: Tensor, pos: Tensor, prompt: Tensor, back: Tensor, last: Tensor, p: List[Tensor]) -> List[Tensor]:
    d = self.head_dim
    rep = self.n_heads // self.n_kv
    x = torch.embedding(p[0], ids)
    cos, sin = self.angles(pos, x)
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    rows = x.size(0)
    n = back.size(0)
    c = __torch__.starts(back, prompt.size(1), prompt.size(0))
    slots = torch.constant_pad_nd(back, [0, rows - n], 0)
    for l in range(self.n_layers):
      q, k, v = self.step_qkv(x, p, l, cos, sin)
      if self.ragged:
        kn = torch.slice(k, 0, 0, n).contiguous()
        vn = torch.slice(v, 0, 0, n).contiguous()
        keys.append(kn)
        values.append(vn)
        a, e = __torch__.ragged(torch.slice(q, 0, 0, n), kn, vn, c, c, prompt.size(1), prompt.size(1), True)
        a1 = self.filled(a, rows).view([rows, self.n_heads * d])
      else:
        kp = self.spread(k, prompt)
        vp = self.spread(v, prompt)
        keys.append(kp.contiguous())
        values.append(vp.contiguous())
        a = torch.scaled_dot_product_attention(self.spread(q, prompt), kp.repeat_interleave(rep, 1), vp.repeat_interleave(rep, 1), None, 0., True, scale=None)
        a1 = torch.index_select(a.transpose(1, 2).reshape([prompt.numel(), self.n_heads * d]), 0, slots)
      if l == self.n_layers - 1:
        x = torch.index_select(x, 0, last)
        a1 = torch.index_select(a1, 0, last)
      x = self.step_finish(x, a1, p, l)
    out = [self.step_head(x, p)]
    for l in range(self.n_layers):
      out.append(keys[l])
    for l in range(self.n_layers):
      out.append(values[l])
    return out
  def selected(self: __torch__.Decoder, index: Tensor, held: List[Tensor]) -> List[Tensor]:
    l = annotate(List[Tensor], [])
    for i in range(len(held)):
      l.append(torch.index_select(held[i], 0, index))
    return l
  def room(self: __torch__.Decoder, rows: Tensor, slots: Tensor, like: List[Tensor]) -> List[Tensor]:
    l = annotate(List[Tensor], [])
    for i in range(len(like)):
      k = like[i]
      l.append(torch.empty([int(rows), self.n_kv, int(slots), self.head_dim], dtype=k.dtype, device=k.device))
    return l
  def moved(self: __torch__.Decoder, index: Tensor, used: Tensor, slots: Tensor, held: List[Tensor]) -> List[Tensor]:
    l = annotate(List[Tensor], [])
    n = int(used)
    for i in range(len(held)):
      k = held[i]
      to = torch.empty([index.size(0), k.size(1), int(slots), k.size(3)], dtype=k.dtype, device=k.device)
      t = torch.copy_(torch.slice(to, 2, 0, n), torch.index_select(torch.slice(k, 2, 0, n), 0, index))
      l.append(to)
    return l
  def attend_step(self: __torch__.Decoder, q: Tensor, l: int, used: int, shape: List[int], slots: Tensor, kp: List[Tensor], vp: List[Tensor], bias: List[Tensor], kc: Tensor, vc: Tensor) -> Tensor:
    d = self.head_dim
    kv = self.n_kv
    rep = self.n_heads // kv
    q1 = q * (1. / (float(d) ** 0.5))
    cap = kc.size(2)
    ks = torch.slice(kc.view([kc.size(0) * kv, cap, d]), 1, 0, used)
    vs = torch.slice(vc.view([kc.size(0) * kv, cap, d]), 1, 0, used)
    outs = annotate(List[Tensor], [])
    r = 0
    for i in range(len(bias)):
      n = shape[4 * i]
      b = shape[4 * i + 1]
      g = shape[4 * i + 2]
      k = kp[i * self.n_layers + l]
      v = vp[i * self.n_layers + l]
      m = k.size(2)
      full = n == b * g
      to = torch.slice(slots, 0, r, r + n)
      qi = torch.slice(q1, 0, r, r + n)
      if full:
        qa = qi
      else:
        qa = torch.index_copy(torch.zeros([b * g, kv * rep, d], dtype=q.dtype, device=q.device), 0, to, qi)
      qp = qa.reshape([b, g, kv, rep, d]).transpose(1, 2).reshape([b * kv, g * rep, d])
      sp = torch.bmm(qp, k.view([b * kv, m, d]).transpose(1, 2))
      if torch.numel(bias[i]) > 0:
        sp = (sp.view([b, kv, g * rep, m]) + bias[i].view([b, 1, 1, m])).view([b * kv, g * rep, m])
      so = torch.bmm(qi.reshape([n * kv, rep, d]), torch.slice(ks, 0, r * kv, (r + n) * kv).transpose(1, 2))
      sp1 = sp.view([b, kv, g, rep, m]).transpose(1, 2)
      if full:
        s = torch.cat([sp1, so.view([b, g, kv, rep, used])], -1)
      else:
        s = torch.cat([torch.index_select(sp1.reshape([b * g, kv, rep, m]), 0, to), so.view([n, kv, rep, used])], -1)
      w = torch.softmax(s.float(), -1).type_as(q).view([n * kv, rep, m + used])
      wp = torch.slice(w, 2, 0, m)
      if full:
        wa = wp.view([b, g, kv, rep, m])
      else:
        wa = torch.index_copy(torch.zeros([b * g, kv, rep, m], dtype=q.dtype, device=q.device), 0, to, wp.view([n, kv, rep, m])).view([b, g, kv, rep, m])
      op = torch.bmm(wa.transpose(1, 2).reshape([b * kv, g * rep, m]), v.view([b * kv, m, d]))
      op1 = op.view([b, kv, g, rep, d]).transpose(1, 2).reshape([b * g, kv * rep * d])
      if not full:
        op1 = torch.index_select(op1, 0, to)
      oc = torch.bmm(torch.slice(w, 2, m, m + used), torch.slice(vs, 0, r * kv, (r + n) * kv))
      outs.append(op1 + oc.view([n, kv * rep * d]))
      r = r + n
    if len(outs) > 1:
      a = torch.cat(outs, 0)
    else:
      a = outs[0]
    return a
  def attend_fused(self: __torch__.Decoder, q: Tensor, l: int, used: int, shape: List[int], slots: Tensor, kp: List[Tensor], vp: List[Tensor], bias: List[Tensor], kc: Tensor, vc: Tensor) -> Tensor:
    d = self.head_dim
    kv = self.n_kv
    rep = self.n_heads // kv
    rows = q.size(0)
    q1 = q.view([rows, kv, rep, d]).transpose(1, 2).contiguous()
    oc, lc = torch._scaled_dot_product_flash_attention_for_cpu(q1.transpose(1, 2), torch.slice(kc, 2, 0, used), torch.slice(vc, 2, 0, used), 0., False, attn_mask=None, scale=None)
    os = annotate(List[Tensor], [])
    ls = annotate(List[Tensor], [])
    r = 0
    for i in range(len(bias)):
      n = shape[4 * i]
      b = shape[4 * i + 1]
      g = shape[4 * i + 2]
      k = kp[i * self.n_layers + l]
      v = vp[i * self.n_layers + l]
      to = torch.slice(slots, 0, r, r + n)
      qa = torch.slice(q1, 0, r, r + n)
      if n < b * g:
        qa = torch.index_copy(torch.zeros([b * g, rep, kv, d], dtype=q.dtype, device=q.device), 0, to, qa)
      qp = qa.view([b, g * rep, kv, d]).transpose(1, 2)
      if torch.numel(bias[i]) > 0:
        o, e = torch._scaled_dot_product_flash_attention_for_cpu(qp, k, v, 0., False, attn_mask=bias[i].view([b, 1, 1, k.size(2)]), scale=None)
      else:
        o, e = torch._scaled_dot_product_flash_attention_for_cpu(qp, k, v, 0., False, attn_mask=None, scale=None)
      o = o.transpose(1, 2).reshape([b * g, rep, kv, d])
      e = e.transpose(1, 2).reshape([b * g, rep, kv])
      if n < b * g:
        o = torch.index_select(o, 0, to)
        e = torch.index_select(e, 0, to)
      os.append(o)
      ls.append(e)
      r = r + n
    if len(os) > 1:
      op = torch.cat(os, 0)
      lp = torch.cat(ls, 0)
    else:
      op = os[0]
      lp = ls[0]
    w = torch.unsqueeze(torch.sigmoid(lp - lc.transpose(1, 2)), 3)
    return torch.lerp(oc.transpose(1, 2), op, w).transpose(1, 2).reshape([rows, kv * rep * d])
  def attend_ragged(self: __torch__.Decoder, q: Tensor, l: int, used: int, shape: List[int], kp: List[Tensor], vp: List[Tensor], starts: List[Tensor], rows: List[Tensor], kc: Tensor, vc: Tensor) -> Tensor:
    n = q.size(0)
    d = self.head_dim
    oc, lc, c1, c2, m1, m2, s1, s2, d1 = torch._scaled_dot_product_flash_attention(q.reshape([n, self.n_kv, self.n_heads // self.n_kv, d]), torch.slice(kc, 2, 0, used), torch.slice(vc, 2, 0, used), 0., False, False, scale=None)
    os = annotate(List[Tensor], [])
    ls = annotate(List[Tensor], [])
    r = 0
    for i in range(len(rows)):
      b = i * self.n_layers + l
      o, e = __torch__.ragged(torch.slice(q, 0, r, r + shape[4 * i]), kp[b], vp[b], rows[i], starts[i], shape[4 * i + 2], shape[4 * i + 3], False)
      os.append(o)
      ls.append(e)
      r = r + shape[4 * i]
    if len(os) > 1:
      op = torch.cat(os, 0)
      lp = torch.cat(ls, 1)
    else:
      op = os[0]
      lp = ls[0]
    w = torch.unsqueeze(torch.sigmoid(lp.t() - lc.view([n, self.n_heads])), 2).type_as(op)
    return torch.lerp(oc.reshape([n, self.n_heads, d]), op, w).view([n, self.n_heads * d])
  def step(self: __torch__.Decoder, tok: Tensor, pos: Tensor, at: int, kind: int, shape: List[int], slots: Tensor, p: List[Tensor], kp: List[Tensor], vp: List[Tensor], marks: List[Tensor], rows: List[Tensor], kc: List[Tensor], vc: List[Tensor]) -> Tensor:
    y = torch.embedding(p[0], tok)
    cos, sin = self.angles(pos, y)
    for l in range(self.n_layers):
      q, k, v = self.step_qkv(y, p, l, cos, sin)
      e = torch.copy_(torch.select(kc[l], 2, at), k)
      f = torch.copy_(torch.select(vc[l], 2, at), v)
      if kind == 2:
        a = self.attend_ragged(q, l, at + 1, shape, kp, vp, marks, rows, kc[l], vc[l])
      else:
        if kind == 1:
          a = self.attend_fused(q, l, at + 1, shape, slots, kp, vp, marks, kc[l], vc[l])
        else:
          a = self.attend_step(q, l, at + 1, shape, slots, kp, vp, marks, kc[l], vc[l])
      y = self.step_finish(y, a, p, l)
    return self.step_head(y, p)
  def decode(self: __torch__.Decoder, settings: Tensor, shape: Tensor, slots: Tensor, u: Tensor, stops: Tensor, start: Tensor, logits: Tensor, p: List[Tensor], kp: List[Tensor], vp: List[Tensor], marks: List[Tensor], kc: List[Tensor], vc: List[Tensor]) -> List[Tensor]:
    s = annotate(List[float], [])
    for i in range(settings.size(0)):
      s.append(float(settings[i]))
    shape1 = annotate(List[int], [])
    for i in range(shape.size(0)):
      shape1.append(int(shape[i]))
    kind = int(s[7])
    rows = annotate(List[Tensor], [])
    if kind == 2:
      at = 0
      for b in range(len(shape1) // 4):
        rows.append(__torch__.starts(torch.slice(slots, 0, at, at + shape1[4 * b]), shape1[4 * b + 2], shape1[4 * b + 1]))
        at = at + shape1[4 * b]
    used = int(s[0])
    most = int(s[1])
    limit = int(s[2])
    r = u.size(0)
    n = u.size(1)
    out = torch.zeros([r, n + 1], dtype=4, device=u.device)
    logps = torch.zeros([r, n], dtype=6, device=u.device)
    done = torch.zeros([r], dtype=11, device=u.device)
    x = logits
    i = 0
    more = True
    while more:
      tok, logp = __torch__.pick(x, torch.select(u, 1, i), s[3], int(s[4]), s[5], s[6])
      c = torch.copy_(torch.select(out, 1, i), tok)
      e = torch.copy_(torch.select(logps, 1, i), logp)
      done = torch.logical_or(done, torch.isin(tok, stops))
      ended = int(torch.sum(done))
      i = i + 1
      if ended < r and used + i < most:
        x = self.step(tok, start + (used + i - 1), used + i - 1, kind, shape1, slots, p, kp, vp, marks, rows, kc, vc)
      more = i < n and ended < limit
    f = torch.copy_(torch.select(out, 1, n), torch.full([r], i, dtype=4, device=u.device))
    return [out, logps, x]
  def forward(self: __torch__.Decoder, x: Tensor) -> Tensor:
    return x
